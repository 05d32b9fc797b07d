import { Badge, Card, Group, Table, Text, Title } from "@mantine/core";
import { formatClock, formatCount, formatPercent } from "../../lib/format";
import type { Candidate, Decision } from "./queries";
import { occasionOf, type Outcome, outcomeOf, reasonOf } from "./routeText";

const COLORS: Record<Outcome, string> = {
  picked: "teal",
  tied: "indigo",
  behind: "gray",
  rejected: "red",
};

interface Props {
  gatewayId: string;
  decision: Decision;
}

/** One attempt: what was looked for, and every pod with its verdict. */
export function DecisionCard({ gatewayId, decision }: Props) {
  const title = `${occasionOf(decision)}${decision.choice > 0 ? `, choice ${decision.choice}` : ""}`;
  return (
    <Card p={0} component="section" aria-label={title}>
      <Group justify="space-between" p="md" pb="xs" gap="xs">
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed" className="sluice-number">
          {formatClock(decision.atEpochMillis)} at gateway {gatewayId}
        </Text>
      </Group>
      <Text size="sm" px="md" pb="sm">
        {decision.picked === null ? (
          <b>No pod qualified for {decision.model}.</b>
        ) : (
          <>
            <b>{decision.model}</b> went to <b>{decision.picked}</b>. {promptText(decision)}; scores
            within {formatCount(decision.tieTokens)} tokens count as equal.
          </>
        )}
      </Text>
      {decision.candidates.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="md">
          The gateway knew of no pod.
        </Text>
      ) : (
        <CandidateTable title={title} decision={decision} />
      )}
    </Card>
  );
}

function promptText({ promptBlocks }: Decision): string {
  if (promptBlocks === 0) return "The prompt is shorter than a block of the prefix cache";
  return `The prompt has ${formatCount(promptBlocks)} full ${promptBlocks === 1 ? "block" : "blocks"}`;
}

function CandidateTable({ title, decision }: { title: string; decision: Decision }) {
  return (
    <Table.ScrollContainer minWidth={820}>
      <Table aria-label={`Pods considered: ${title}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Pod</Table.Th>
            <Table.Th>Verdict</Table.Th>
            <Table.Th ta="right">Queued tokens</Table.Th>
            <Table.Th ta="right">Streams</Table.Th>
            <Table.Th ta="right">Cache in use</Table.Th>
            <Table.Th ta="right">Cached blocks</Table.Th>
            <Table.Th ta="right">Score</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="sluice-number">
          {decision.candidates.map((candidate) => (
            <CandidateRow key={candidate.address} candidate={candidate} decision={decision} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function CandidateRow({ candidate, decision }: { candidate: Candidate; decision: Decision }) {
  const outcome = outcomeOf(candidate, decision);
  return (
    <Table.Tr>
      <Table.Td>
        {candidate.podId ?? candidate.address}
        <Text size="xs" c="dimmed">
          {candidate.podId !== null && candidate.address}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={COLORS[outcome]}>{outcome === "behind" ? "not best" : outcome}</Badge>
        <Text size="xs" c="dimmed">
          {reasonOf(candidate, decision)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatCount(candidate.waitingTokens)}</Table.Td>
      <Table.Td ta="right">{formatCount(candidate.streams)}</Table.Td>
      <Table.Td ta="right">{formatPercent(candidate.kvUse, 1)}</Table.Td>
      <Table.Td ta="right">
        {formatCount(candidate.cachedBlocks)} of {formatCount(decision.promptBlocks)}
      </Table.Td>
      <Table.Td ta="right" fw={outcome === "picked" ? 600 : 400}>
        {formatCount(candidate.scoreTokens)}
      </Table.Td>
    </Table.Tr>
  );
}
