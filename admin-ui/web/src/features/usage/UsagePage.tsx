import { Button, SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { formatCount } from "../../lib/format";
import { PageHeader } from "../../ui/PageHeader";
import { StatCard } from "../../ui/StatCard";
import { EmptyState, Loaded } from "../../ui/States";
import { EventTable } from "./EventTable";
import { csvAddress, type Names, useNames, useUsage } from "./queries";
import { UsagePlot } from "./UsagePlot";
import { type Bucket, type GroupOf, type GroupTotal, totalsByGroup } from "./usageSeries";
import { type GroupBy, UsageTable } from "./UsageTable";
import { versionTitle } from "./versionTitle";

function groupOf(groupBy: GroupBy, names: Names): GroupOf {
  if (groupBy === "project") return (row) => names.project(row.projectId);
  if (groupBy === "key") return (row) => names.key(row.keyId);
  if (groupBy === "version") return versionTitle;
  return (row) => row.model;
}

export default function UsagePage() {
  const [bucket, setBucket] = useState<Bucket>("hour");
  const [groupBy, setGroupBy] = useState<GroupBy>("model");
  const usage = useUsage(bucket);
  const names = useNames();
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
            { value: "version", label: "Version" },
          ]}
        />
        <Button
          component="a"
          href={csvAddress(bucket, usage.data?.now ?? 0)}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          Download CSV
        </Button>
      </PageHeader>
      <Stack>
        <Loaded query={usage} what="the usage">
          {(data) =>
            data.rows.length === 0 ? (
              <EmptyState title="Nothing was used in this time">
                Send a message in the playground, or a request with one of your keys.
              </EmptyState>
            ) : (
              <UsageBody {...data} groupBy={groupBy} groupOf={groupOf(groupBy, names)} />
            )
          }
        </Loaded>
        <EventTable names={names} />
      </Stack>
    </>
  );
}

type Data = NonNullable<ReturnType<typeof useUsage>["data"]>;

function UsageBody({ rows, groupBy, ...rest }: Data & { groupBy: GroupBy; groupOf: GroupOf }) {
  const totals = totalsByGroup(rows, rest.groupOf);
  const sum = (pick: (row: GroupTotal) => number) =>
    formatCount(totals.reduce((all, row) => all + pick(row), 0));
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <StatCard
          label="Requests"
          value={sum((row) => row.requests)}
          hint={`${sum((row) => row.errors)} failed`}
        />
        <StatCard
          label="Prompt tokens"
          value={sum((row) => row.promptTokens)}
          hint={`${sum((row) => row.cachedPromptTokens)} from the prefix cache`}
        />
        <StatCard label="Output tokens" value={sum((row) => row.outputTokens)} />
      </SimpleGrid>
      <UsagePlot rows={rows} totals={totals} {...rest} />
      <UsageTable totals={totals} groupBy={groupBy} />
    </Stack>
  );
}
