import { Badge, Card, Group, Progress, Table, Text, Title } from "@mantine/core";
import { formatCount, formatMillis, formatPercent, formatRate } from "../../lib/format";
import type { Overview } from "./liveOverview";

type Pod = Overview["pods"][number];

const STATE_COLORS: Record<string, string> = {
  ready: "teal",
  draining: "yellow",
  unreachable: "red",
  open: "orange",
};

export function PodTable({ pods }: { pods: Pod[] }) {
  return (
    <Card p={0} component="section" aria-label="Pods">
      <Title order={2} p="md" pb="xs">
        Pods
      </Title>
      <Table.ScrollContainer minWidth={860}>
        <Table aria-label="Pods">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Pod</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Models</Table.Th>
              <Table.Th ta="right">Streams</Table.Th>
              <Table.Th ta="right">Waiting</Table.Th>
              <Table.Th ta="right">Tokens/s</Table.Th>
              <Table.Th ta="right">First token</Table.Th>
              <Table.Th>Cache in use</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {pods.map((pod) => (
              <PodRow key={`${pod.gatewayId} ${pod.address}`} pod={pod} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function PodRow({ pod }: { pod: Pod }) {
  const { load } = pod;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {load?.podId ?? pod.address}
        </Text>
        <Text size="xs" c="dimmed">
          {[pod.address, load?.backend].filter(Boolean).join(" · ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={STATE_COLORS[pod.state] ?? "gray"}>
          {pod.state === "open" ? "circuit open" : pod.state}
        </Badge>
      </Table.Td>
      <Table.Td>{load?.models.map((model) => model.name).join(", ") ?? "–"}</Table.Td>
      <Table.Td ta="right">{formatCount(load?.runningStreams)}</Table.Td>
      <Table.Td ta="right">{formatCount(load?.waitingStreams)}</Table.Td>
      <Table.Td ta="right">{formatRate(load?.tokensPerSecond)}</Table.Td>
      <Table.Td ta="right">{formatMillis(load?.timeToFirstTokenMillis || null)}</Table.Td>
      <Table.Td miw={140}>
        {load && <CacheBar total={load.kvBlocksTotal} free={load.kvBlocksFree} />}
      </Table.Td>
    </Table.Tr>
  );
}

function CacheBar({ total, free }: { total: number; free: number }) {
  const used = total - free;
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress
        value={total > 0 ? (100 * used) / total : 0}
        flex={1}
        size="sm"
        aria-label={`${used} of ${total} cache blocks in use`}
      />
      <Text size="xs" c="dimmed" w={38} ta="right">
        {formatPercent(used, total)}
      </Text>
    </Group>
  );
}
