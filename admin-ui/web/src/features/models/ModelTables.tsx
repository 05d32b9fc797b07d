import { Badge, Button, Card, Group, Table, Text, Title } from "@mantine/core";
import type { Schema } from "../../api/client";
import { formatAgo, formatCount, formatPercent } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import { EmptyState } from "../../ui/States";
import type { PublicModel } from "./queries";

interface Props {
  rows: PublicModel[];
  onEdit: (model: PublicModel) => void;
  onCanary: (model: PublicModel) => void;
  onDelete: (model: PublicModel) => void;
}

export function PublicModelTable({ rows, onEdit, onCanary, onDelete }: Props) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label="Public names">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Traffic goes to</Table.Th>
              <Table.Th>Changed</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((model) => (
              <Table.Tr key={model.id}>
                <Table.Td>
                  <Text size="sm" fw={500}>
                    {model.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {model.description}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Targets targets={model.targets} />
                </Table.Td>
                <Table.Td>{formatAgo(model.updatedAt)}</Table.Td>
                <Table.Td>
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Edit ${model.name}`}
                      onClick={() => onEdit(model)}
                    >
                      Edit
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Canary rules of ${model.name}`}
                      onClick={() => onCanary(model)}
                    >
                      Canary rules
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="red"
                      aria-label={`Delete ${model.name}`}
                      onClick={() => onDelete(model)}
                    >
                      Delete
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Targets({ targets }: { targets: PublicModel["targets"] }) {
  const whole = targets.reduce((sum, target) => sum + target.weight, 0);
  return (
    <Group gap={6}>
      {targets.map((target) => (
        <Badge key={`${target.servedModel} ${target.weightsDigest ?? ""}`}>
          {target.servedModel} {formatPercent(target.weight, whole)}
        </Badge>
      ))}
    </Group>
  );
}

export function ServedModelTable({ rows }: { rows: Schema<"DiscoveredModel">[] }) {
  return (
    <Card p={0} component="section" aria-label="Served by pods">
      <Title order={2} p="md" pb="xs">
        Served by pods
      </Title>
      {rows.length === 0 ? (
        <EmptyState title="No pod serves a model">
          Start one with ./sluice up --model FILE; what it serves is listed here.
        </EmptyState>
      ) : (
        <Table aria-label="Served models">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Weights digest</Table.Th>
              <Table.Th ta="right">Context</Table.Th>
              <Table.Th ta="right">Pods</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {rows.map((row) => (
              <Table.Tr key={`${row.name} ${row.weightsDigest ?? ""}`}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td ff="monospace">{row.weightsDigest?.slice(0, 16) ?? "–"}</Table.Td>
                <Table.Td ta="right">{formatCount(row.contextLength)}</Table.Td>
                <Table.Td ta="right">{row.pods}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}
