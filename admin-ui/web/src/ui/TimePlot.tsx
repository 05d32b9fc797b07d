import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { Card, Center, Text, Title } from "@mantine/core";
import { formatClock } from "../lib/format";
import { axisText } from "./axisText";

export interface TimePoint {
  at: number;
  value: number | null;
}

/** Without it the top label is pushed down and takes a grid line away. */
const ROOM_FOR_TOP_LABEL = { top: 10, right: 8 };

interface Props {
  title: string;
  points: TimePoint[];
  format: (value: number) => string;
  color?: string;
}

/** One measured quantity over the last minutes. */
export function TimePlot({ title, points, format, color = "water.6" }: Props) {
  const last = points.findLast((point) => point.value !== null)?.value;
  return (
    <Card component="section" aria-label={title}>
      <Title order={2} mb="sm">
        {title}
      </Title>
      {last == null ? (
        <Center h={180}>
          <Text c="dimmed" size="sm">
            Nothing measured in this window yet
          </Text>
        </Center>
      ) : (
        <div role="img" aria-label={`${title}, now ${format(last)}`}>
          <AreaChart
            h={180}
            data={points.map((point) => ({ ...point }))}
            dataKey="at"
            series={[{ name: "value", label: title, color }]}
            curveType="monotone"
            connectNulls
            withDots={false}
            strokeWidth={1.75}
            fillOpacity={0.15}
            gridAxis="x"
            tickLine="none"
            areaChartProps={{ margin: ROOM_FOR_TOP_LABEL }}
            valueFormatter={format}
            areaProps={{ isAnimationActive: false }}
            xAxisProps={{
              tickFormatter: formatClock,
              minTickGap: 48,
              type: "number",
              domain: ["dataMin", "dataMax"],
              scale: "time",
            }}
            yAxisProps={{
              width: 60,
              domain: [0, "auto"],
              allowDecimals: false,
              tickFormatter: axisText(format),
            }}
            tooltipProps={{ labelFormatter: (at) => formatClock(Number(at)) }}
          />
        </div>
      )}
    </Card>
  );
}
