import { Badge, Code, SimpleGrid, Stack } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import { formatCount, formatMillis, formatRate } from "../../lib/format";
import { PageHeader } from "../../ui/PageHeader";
import { StatCard } from "../../ui/StatCard";
import { EmptyState, Loaded } from "../../ui/States";
import { type TimePoint, TimePlot } from "../../ui/TimePlot";
import { PodTable } from "./PodTable";
import { type Overview, useLiveOverview } from "./liveOverview";

export default function OverviewPage() {
  const { query, isLive } = useLiveOverview();
  return (
    <>
      <PageHeader title="Overview" hint="What the platform is doing now">
        <Badge color={isLive ? "water" : "gray"} variant="dot">
          {isLive ? "Live" : "Refreshing every 5 s"}
        </Badge>
      </PageHeader>
      <Loaded query={query} what="the overview">
        {(overview) => <OverviewBody overview={overview} />}
      </Loaded>
    </>
  );
}

function OverviewBody({ overview }: { overview: Overview }) {
  const { today, series, pods } = overview;
  const latest = series.at(-1);
  const points = (pick: (sample: Overview["series"][number]) => number | null): TimePoint[] =>
    series.map((sample) => ({ at: sample.atEpochMillis, value: pick(sample) }));
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <StatCard
          label="Tokens per second"
          value={formatRate(latest?.tokensPerSecond)}
          hint="generated, all pods"
        />
        <StatCard
          label="Time to first token"
          value={formatMillis(latest?.timeToFirstTokenMillis)}
          hint="mean of the last interval"
        />
        <StatCard
          label="Active streams"
          value={formatCount(latest?.activeStreams)}
          hint={`${formatRate(latest?.requestsPerSecond)} requests per second`}
        />
        <StatCard
          label="Tokens today"
          value={formatCount(today.promptTokens + today.outputTokens)}
          hint={`${formatCount(today.requests)} requests, ${formatCount(today.errors)} failed`}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        <TimePlot
          title="Tokens per second"
          points={points((s) => s.tokensPerSecond)}
          format={formatRate}
        />
        <TimePlot
          title="Time to first token"
          points={points((s) => s.timeToFirstTokenMillis)}
          format={formatMillis}
          color="indigo.5"
        />
        <TimePlot
          title="Active streams"
          points={points((s) => s.activeStreams)}
          format={formatCount}
          color="orange.5"
        />
      </SimpleGrid>
      {pods.length === 0 ? <NoPods /> : <PodTable pods={pods} />}
    </Stack>
  );
}

function NoPods() {
  return (
    <EmptyState title="No inference pod is connected" icon={<IconServer size={22} />}>
      Start everything on this machine with <Code>./sluice up</Code>, or point a running gateway at
      a pod. Pods appear here within seconds of a gateway reaching them.
    </EmptyState>
  );
}
