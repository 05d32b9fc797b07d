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
  const { latest, today, history, pods } = overview;
  const series = (pick: (sample: Overview["latest"]) => number | null | undefined): TimePoint[] =>
    history.map((sample) => ({ at: sample.atEpochMillis, value: pick(sample) ?? null }));
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <StatCard
          label="Tokens per second"
          value={formatRate(latest.outputTokensPerSecond)}
          hint="generated, all pods"
        />
        <StatCard
          label="Time to first token"
          value={formatMillis(latest.timeToFirstTokenMillis)}
          hint="mean of the last interval"
        />
        <StatCard
          label="Active streams"
          value={formatCount(latest.activeStreams)}
          hint={`${formatRate(latest.requestsPerSecond)} requests per second`}
        />
        <StatCard
          label="Tokens today"
          value={formatCount(today.promptTokens + today.outputTokens)}
          hint={`${formatCount(today.requests)} requests, ${formatCount(today.outputTokens)} generated`}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        <TimePlot
          title="Tokens per second"
          points={series((s) => s.outputTokensPerSecond)}
          format={formatRate}
        />
        <TimePlot
          title="Time to first token"
          points={series((s) => s.timeToFirstTokenMillis)}
          format={formatMillis}
          color="indigo.5"
        />
        <TimePlot
          title="Active streams"
          points={series((s) => s.activeStreams)}
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
