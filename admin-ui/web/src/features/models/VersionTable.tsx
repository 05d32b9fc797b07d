import { Badge, Button, Card, Group, Table, Text, Title } from "@mantine/core";
import { formatAgo } from "../../lib/format";
import { SaveError } from "../../ui/SaveError";
import { type ModelVersion, useSetVersionState } from "./queries";
import { MOVE_NAMES, MOVES, type VersionState } from "./versionState";

const COLORS: Record<VersionState, string> = {
  registered: "blue",
  live: "teal",
  deprecated: "yellow",
  archived: "gray",
};

interface Props {
  rows: ModelVersion[];
  onRegister: () => void;
}

/** Every registered version with its state and the states it can go to. */
export function VersionTable({ rows, onRegister }: Props) {
  const change = useSetVersionState();
  return (
    <Card p={0} component="section" aria-label="Versions">
      <Group p="md" pb="xs" justify="space-between">
        <Title order={2}>Versions</Title>
        <Button size="xs" variant="default" onClick={onRegister}>
          Register version
        </Button>
      </Group>
      <SaveError error={change.error} />
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
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((version) => (
                <VersionRow
                  key={version.id}
                  version={version}
                  isPending={change.isPending && change.variables.read.id === version.id}
                  onMove={(state) => change.mutate({ read: version, state })}
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
  isPending: boolean;
  onMove: (state: VersionState) => void;
}) {
  const { servedModel, weightsDigest, state, createdAt } = props.version;
  return (
    <Table.Tr>
      <Table.Td fw={500}>{servedModel}</Table.Td>
      <Table.Td ff="monospace">{weightsDigest?.slice(0, 16) ?? "any"}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]}>{state}</Badge>
      </Table.Td>
      <Table.Td>{formatAgo(createdAt)}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {MOVES[state].map((next) => (
            <Button
              key={next}
              size="compact-xs"
              variant="default"
              disabled={props.isPending}
              aria-label={`${MOVE_NAMES[next]} ${servedModel}`}
              onClick={() => props.onMove(next)}
            >
              {MOVE_NAMES[next]}
            </Button>
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
