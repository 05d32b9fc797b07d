import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { Card, Title } from "@mantine/core";
import { formatCount } from "../../lib/format";
import {
  type Bucket,
  bucketStarts,
  type GroupOf,
  type GroupTotal,
  stackedRows,
  type UsageRow,
} from "./usageSeries";

interface Props {
  rows: UsageRow[];
  totals: GroupTotal[];
  bucket: Bucket;
  now: number;
  groupOf: GroupOf;
}

const COLORS = ["water.6", "indigo.5", "orange.5", "grape.5", "lime.6"];
const REST_COLOR = "gray.5";

const DAY: Intl.DateTimeFormatOptions = { month: "short", day: "numeric", timeZone: "UTC" };
const HOUR: Intl.DateTimeFormatOptions = {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
};

/** Tokens per bucket; the biggest groups have a colour each, the others share one. */
export function UsagePlot({ rows, totals, bucket, now, groupOf }: Props) {
  const groups = totals.slice(0, COLORS.length).map((total) => total.group);
  const labels = totals.length > groups.length ? [...groups, "others"] : groups;
  const timeText = (at: unknown) =>
    new Date(Number(at)).toLocaleString("en", bucket === "day" ? DAY : HOUR);
  return (
    <Card component="section" aria-label="Tokens over time">
      <Title order={2} mb="sm">
        Tokens over time
      </Title>
      <div role="img" aria-label={`Tokens by ${bucket}; the table below has the sums`}>
        <BarChart
          h={260}
          data={stackedRows(rows, bucketStarts(bucket, now), groups, groupOf)}
          dataKey="at"
          type="stacked"
          series={labels.map((label, index) => ({
            name: `g${index}`,
            label,
            color: COLORS[index] ?? REST_COLOR,
          }))}
          valueFormatter={formatCount}
          gridAxis="x"
          tickLine="none"
          barChartProps={{ margin: { top: 10 } }}
          withLegend
          maxBarWidth={36}
          barProps={{ isAnimationActive: false }}
          xAxisProps={{ tickFormatter: timeText, minTickGap: 32 }}
          yAxisProps={{ width: 60 }}
          tooltipProps={{ labelFormatter: timeText }}
        />
      </div>
    </Card>
  );
}
