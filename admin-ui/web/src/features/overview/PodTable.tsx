import { Badge, Card, Group, Progress, Table, Text, Title } from "@mantine/core";
import { formatCount, formatMillis, formatPercent, formatRate } from "../../lib/format";
import type { Overview } from "./liveOverview";

type Pod = Overview["pods"][number];

const STATE_COLORS: Record<Pod["state"], string> = {
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
              <Table.Th ta="right">Prefix hits</Table.Th>
              <Table.Th>Cache in use</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {pods.map((pod) => (
              <PodRow key={pod.address} pod={pod} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function PodRow({ pod }: { pod: Pod }) {
  // Before its first load report nothing is known about a pod but its address.
  const isKnown = pod.podId !== null;
  const figure = (text: string) => (isKnown ? text : "–");
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {pod.podId ?? pod.address}
        </Text>
        <Text size="xs" c="dimmed">
          {isKnown && pod.address}
        </Text>
        {/* What was chosen; the reason after the colon is long. */}
        <Text size="xs" c="dimmed" title={pod.backend ?? undefined}>
          {pod.backend?.split(": ")[0]}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={STATE_COLORS[pod.state]}>
          {pod.state === "open" ? "circuit open" : pod.state}
        </Badge>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{pod.models.join(", ") || "–"}</Table.Td>
      <Table.Td ta="right">{figure(formatCount(pod.runningStreams))}</Table.Td>
      <Table.Td ta="right">{figure(formatCount(pod.waitingStreams))}</Table.Td>
      <Table.Td ta="right">{figure(formatRate(pod.tokensPerSecond))}</Table.Td>
      <Table.Td ta="right">{formatMillis(pod.timeToFirstTokenMillis)}</Table.Td>
      <Table.Td ta="right">{figure(formatPercent(pod.prefixHitRate, 1))}</Table.Td>
      <Table.Td miw={140}>{isKnown && <CacheBar use={pod.kvUse} />}</Table.Td>
    </Table.Tr>
  );
}

function CacheBar({ use }: { use: number }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress value={100 * use} flex={1} size="sm" aria-label="Share of the cache in use" />
      <Text size="xs" c="dimmed" w={38} ta="right">
        {formatPercent(use, 1)}
      </Text>
    </Group>
  );
}
