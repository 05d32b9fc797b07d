import { ActionIcon, Badge, Card, Menu, Table } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatDateTime } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { OpenDialog } from "./dialogs";
import type { User } from "./queries";

interface Props {
  rows: User[];
  more: ReactNode;
  onOpen: (dialog: OpenDialog) => void;
}

export function UserTable({ rows, more, onOpen }: Props) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label="Users">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Logs in with</Table.Th>
              <Table.Th>Created</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((user) => (
              <Table.Tr key={user.id}>
                <Table.Td className="sluice-wrap">{user.username}</Table.Td>
                <Table.Td>{user.role}</Table.Td>
                <Table.Td>
                  <State user={user} />
                </Table.Td>
                <Table.Td className="sluice-wrap">{user.identityProvider ?? "Password"}</Table.Td>
                <Table.Td>{formatDateTime(user.createdAt)}</Table.Td>
                <Table.Td>
                  <Actions user={user} onOpen={onOpen} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more}
    </Card>
  );
}

function State({ user }: { user: User }) {
  if (user.disabled) return <Badge color="gray">disabled</Badge>;
  return user.mustChangePassword ? (
    <Badge color="yellow">first password</Badge>
  ) : (
    <Badge color="teal">active</Badge>
  );
}

function Actions({ user, onOpen }: { user: User; onOpen: Props["onOpen"] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${user.username}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen({ kind: "edit", user })}>Edit</Menu.Item>
        {user.identityProvider === null && (
          <Menu.Item onClick={() => onOpen({ kind: "reset", user })}>Reset password</Menu.Item>
        )}
        <Menu.Item color="red" onClick={() => onOpen({ kind: "delete", user })}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
