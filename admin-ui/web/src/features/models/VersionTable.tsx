import { Badge, Button, Card, Group, Table, Text, Title } from "@mantine/core";
import { formatAgo } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { ModelVersion } from "./queries";
import { moveName, MOVES, type VersionState } from "./versionState";

const COLORS: Record<VersionState, string> = {
  registered: "blue",
  validating: "indigo",
  staged: "violet",
  canary: "orange",
  live: "teal",
  deprecated: "yellow",
  archived: "gray",
};

interface Props {
  rows: ModelVersion[];
  onRegister: () => void;
  onMove: (version: ModelVersion, to: VersionState) => void;
  onPlan: (version: ModelVersion) => void;
  onHistory: (version: ModelVersion) => void;
}

/** Every registered version with its state and the states it can go to. */
export function VersionTable({ rows, onRegister, onMove, onPlan, onHistory }: Props) {
  return (
    <Card p={0} component="section" aria-label="Versions">
      <Group p="md" pb="xs" justify="space-between">
        <Title order={2}>Versions</Title>
        <Button size="xs" variant="default" onClick={onRegister}>
          Register version
        </Button>
      </Group>
      {rows.length === 0 ? (
        <Text c="dimmed" size="sm" p="md" pt={0}>
          No version yet. Register what a pod serves, and its weights have a state to follow.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table aria-label="Versions">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Served model</Table.Th>
                <Table.Th>Weights digest</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Registered</Table.Th>
                <ActionsHeader />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((version) => (
                <VersionRow
                  key={version.id}
                  version={version}
                  onMove={(to) => onMove(version, to)}
                  onPlan={() => onPlan(version)}
                  onHistory={() => onHistory(version)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}

function VersionRow(props: {
  version: ModelVersion;
  onMove: (to: VersionState) => void;
  onPlan: () => void;
  onHistory: () => void;
}) {
  const { servedModel, weightsDigest, state, createdAt, sunsetAt } = props.version;
  return (
    <Table.Tr>
      <Table.Td fw={500}>{servedModel}</Table.Td>
      <Table.Td ff="monospace">{weightsDigest?.slice(0, 16) ?? "any"}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]}>{state}</Badge>
        {sunsetAt && (
          <Text size="xs" c="dimmed">
            goes {formatAgo(sunsetAt)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{formatAgo(createdAt)}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {MOVES[state].map((next) => (
            <Button
              key={next}
              size="compact-xs"
              variant="default"
              aria-label={`${moveName(state, next)} ${servedModel}`}
              onClick={() => props.onMove(next)}
            >
              {moveName(state, next)}
            </Button>
          ))}
          {state === "registered" && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Load plan of ${servedModel}`}
              onClick={props.onPlan}
            >
              Load plan
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`History of ${servedModel}`}
            onClick={props.onHistory}
          >
            History
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
