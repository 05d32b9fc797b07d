import { ActionIcon, Badge, Card, Menu, Progress, Stack, Table, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatAgo } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { OpenDialog } from "./dialogs";
import type { Quota } from "./quota";
import { consumptionOf, sharesOf, subjectOf, type SubjectNames, titleOf } from "./quotaText";

interface Props {
  rows: Quota[];
  names: SubjectNames;
  more: ReactNode;
  onOpen: (dialog: OpenDialog) => void;
}

export function QuotaTable({ rows, names, more, onOpen }: Props) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={860}>
        <Table aria-label="Quotas">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Limits</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Consumption</Table.Th>
              <Table.Th>Renews</Table.Th>
              <Table.Th>Mode</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {rows.map((quota) => (
              <QuotaRow
                key={quota.id}
                quota={quota}
                subject={subjectOf(quota, names)}
                onOpen={onOpen}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more}
    </Card>
  );
}

interface RowProps {
  quota: Quota;
  subject: string;
  onOpen: Props["onOpen"];
}

function QuotaRow({ quota, subject, onOpen }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {subject}
        </Text>
        <Text size="xs" c="dimmed">
          {quota.scope}
        </Text>
      </Table.Td>
      <Table.Td>
        {titleOf(quota)}
        {quota.modelPattern !== "*" && (
          <Text size="xs" c="dimmed">
            models {quota.modelPattern}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Consumption quota={quota} />
      </Table.Td>
      <Table.Td>{quota.windowEnd ? formatAgo(quota.windowEnd) : "never"}</Table.Td>
      <Table.Td>
        <Badge color={quota.mode === "enforce" ? "teal" : "gray"}>
          {quota.mode === "enforce" ? "enforced" : "shadow"}
        </Badge>
        {quota.mode === "enforce" && (
          <Text size="xs" c="dimmed">
            database down: {quota.onStoreDown}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <QuotaMenu quota={quota} subject={subject} onOpen={onOpen} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Dark is used for good; light is in the hands of gateways and may come back. */
function Consumption({ quota }: { quota: Quota }) {
  const shares = sharesOf(quota);
  const color = quota.used >= quota.limit ? "red" : shares.used >= 90 ? "orange" : "water";
  const text = consumptionOf(quota);
  return (
    <Stack gap={4} miw={200}>
      <Text size="xs">{text}</Text>
      <Progress.Root size="sm">
        <Progress.Section value={shares.used} color={color} aria-label={text} />
        <Progress.Section
          value={shares.leased}
          color={color}
          style={{ opacity: 0.4 }}
          aria-label="Held by gateways"
        />
      </Progress.Root>
    </Stack>
  );
}

function QuotaMenu({ quota, subject, onOpen }: RowProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Actions for ${titleOf(quota)} of ${subject}`}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen({ kind: "edit", quota })}>Edit</Menu.Item>
        <Menu.Item onClick={() => onOpen({ kind: "ledger", quota })}>Ledger</Menu.Item>
        <Menu.Item color="red" onClick={() => onOpen({ kind: "delete", quota })}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
