import { Badge, Button, Card, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { formatDateTime } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { OpenDialog } from "./dialogs";
import type { Token } from "./queries";
import { stateOf, type TokenState } from "./tokenState";

interface Props {
  rows: Token[];
  now: number;
  more: ReactNode;
  onOpen: (dialog: OpenDialog) => void;
}

const COLORS: Record<TokenState, string> = { active: "teal", expired: "yellow", revoked: "gray" };

export function TokenTable({ rows, now, more, onOpen }: Props) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label="Tokens">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Expires</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th>Created by</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((token) => (
              <TokenRow key={token.id} token={token} state={stateOf(token, now)} onOpen={onOpen} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more}
    </Card>
  );
}

function TokenRow(props: { token: Token; state: TokenState; onOpen: Props["onOpen"] }) {
  const { token, state, onOpen } = props;
  return (
    <Table.Tr>
      <Table.Td className="sluice-wrap">
        {token.name} <code>{token.prefix}…</code>
      </Table.Td>
      <Table.Td>{token.role}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]}>{state}</Badge>
      </Table.Td>
      <Table.Td>{token.expiresAt === null ? "Never" : formatDateTime(token.expiresAt)}</Table.Td>
      <Table.Td>{token.lastUsedAt === null ? "Never" : formatDateTime(token.lastUsedAt)}</Table.Td>
      <Table.Td className="sluice-wrap">{token.createdBy}</Table.Td>
      <Table.Td>
        {state === "active" && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            aria-label={`Revoke ${token.name}`}
            onClick={() => onOpen({ kind: "revoke", token })}
          >
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
