import { BarChart } from "@mantine/charts";
import { Button, Card, SegmentedControl, SimpleGrid, Stack, Table, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { formatCount } from "../../lib/format";
import { PageHeader } from "../../ui/PageHeader";
import { StatCard } from "../../ui/StatCard";
import { EmptyState, Loaded } from "../../ui/States";
import {
  type GroupTotal,
  stackedRows,
  tokensOf,
  totalsByGroup,
  type UsagePoint,
} from "./usageSeries";

type Bucket = "hour" | "day";
type GroupBy = "project" | "key" | "model";
const HOURS: Record<Bucket, number> = { hour: 48, day: 30 * 24 };
const COLORS = ["water.6", "indigo.5", "orange.5", "grape.5", "lime.6", "gray.5"];

function rangeOf(bucket: Bucket) {
  // Rounded to the next minute, so that the query's key does not change with every render.
  const to = Math.ceil(Date.now() / 60_000) * 60_000;
  return {
    from: new Date(to - HOURS[bucket] * 3_600_000).toISOString(),
    to: new Date(to).toISOString(),
  };
}

export default function UsagePage() {
  const [bucket, setBucket] = useState<Bucket>("hour");
  const [groupBy, setGroupBy] = useState<GroupBy>("model");
  const usage = useQuery({
    queryKey: ["usage", bucket, groupBy],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/usage", { params: { query: { ...rangeOf(bucket), bucket, groupBy } } }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const csv = `/api/v1/usage.csv?${new URLSearchParams({ ...rangeOf(bucket), bucket, groupBy }).toString()}`;
  return (
    <>
      <PageHeader title="Usage" hint={bucket === "hour" ? "The last 48 hours" : "The last 30 days"}>
        <SegmentedControl
          size="xs"
          aria-label="Bucket"
          value={bucket}
          onChange={(value) => setBucket(value)}
          data={[
            { value: "hour", label: "By hour" },
            { value: "day", label: "By day" },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label="Group by"
          value={groupBy}
          onChange={(value) => setGroupBy(value)}
          data={[
            { value: "project", label: "Project" },
            { value: "key", label: "Key" },
            { value: "model", label: "Model" },
          ]}
        />
        <Button
          component="a"
          href={csv}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          Download CSV
        </Button>
      </PageHeader>
      <Loaded query={usage} what="the usage">
        {({ points }) =>
          points.length === 0 ? (
            <EmptyState title="Nothing was used in this time">
              Send a message in the playground, or a request with one of your keys.
            </EmptyState>
          ) : (
            <UsageBody points={points} bucket={bucket} groupBy={groupBy} />
          )
        }
      </Loaded>
    </>
  );
}

function UsageBody({
  points,
  bucket,
  groupBy,
}: {
  points: UsagePoint[];
  bucket: Bucket;
  groupBy: GroupBy;
}) {
  const totals = totalsByGroup(points);
  const sum = (pick: (row: GroupTotal) => number) =>
    formatCount(totals.reduce((all, row) => all + pick(row), 0));
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <StatCard label="Requests" value={sum((row) => row.requests)} />
        <StatCard label="Prompt tokens" value={sum((row) => row.promptTokens)} />
        <StatCard label="Output tokens" value={sum((row) => row.outputTokens)} />
      </SimpleGrid>
      <UsagePlot points={points} totals={totals} bucket={bucket} />
      <UsageTable totals={totals} groupBy={groupBy} />
    </Stack>
  );
}

function UsagePlot({
  points,
  totals,
  bucket,
}: {
  points: UsagePoint[];
  totals: GroupTotal[];
  bucket: Bucket;
}) {
  const groups = totals.map((row) => row.group);
  const label = (start: unknown) =>
    new Date(String(start)).toLocaleString(
      undefined,
      bucket === "day"
        ? { month: "short", day: "numeric" }
        : { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false },
    );
  return (
    <Card component="section" aria-label="Tokens over time">
      <Title order={2} mb="sm">
        Tokens over time
      </Title>
      <div role="img" aria-label={`Tokens by ${bucket}; the table below has the sums`}>
        <BarChart
          h={260}
          data={stackedRows(points, groups)}
          dataKey="bucketStart"
          type="stacked"
          series={groups.map((group, index) => ({
            name: `g${index}`,
            label: group,
            color: COLORS[index % COLORS.length] ?? "gray.5",
          }))}
          valueFormatter={formatCount}
          gridAxis="y"
          tickLine="none"
          withLegend
          maxBarWidth={36}
          barProps={{ isAnimationActive: false }}
          xAxisProps={{ tickFormatter: label, minTickGap: 32 }}
          yAxisProps={{ width: 56 }}
          tooltipProps={{ labelFormatter: label }}
        />
      </div>
    </Card>
  );
}

function UsageTable({ totals, groupBy }: { totals: GroupTotal[]; groupBy: GroupBy }) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label={`Usage by ${groupBy}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th tt="capitalize">{groupBy}</Table.Th>
              <Table.Th ta="right">Requests</Table.Th>
              <Table.Th ta="right">Prompt tokens</Table.Th>
              <Table.Th ta="right">Output tokens</Table.Th>
              <Table.Th ta="right">All tokens</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {totals.map((row) => (
              <Table.Tr key={row.group}>
                <Table.Td>{row.group}</Table.Td>
                <Table.Td ta="right">{row.requests.toLocaleString("en-US")}</Table.Td>
                <Table.Td ta="right">{row.promptTokens.toLocaleString("en-US")}</Table.Td>
                <Table.Td ta="right">{row.outputTokens.toLocaleString("en-US")}</Table.Td>
                <Table.Td ta="right">{tokensOf(row).toLocaleString("en-US")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
