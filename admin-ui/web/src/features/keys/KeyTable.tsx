import { ActionIcon, Badge, Card, Menu, Progress, Stack, Table, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Schema } from "../../api/client";
import { formatAgo, formatCount, formatLimit } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { OpenDialog } from "./dialogs";
import { type KeyState, stateOf } from "./keyState";
import type { ApiKey } from "./queries";

interface Props {
  rows: ApiKey[];
  more: ReactNode;
  projects: Schema<"Project">[];
  onOpen: (dialog: OpenDialog) => void;
}

const COLORS: Record<KeyState, string> = { active: "teal", expired: "yellow", revoked: "gray" };

export function KeyTable({ rows, more, projects, onOpen }: Props) {
  const projectName = (id: string) => projects.find((project) => project.id === id)?.name ?? id;
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={860}>
        <Table aria-label="API keys">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Project</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Requests this minute</Table.Th>
              <Table.Th>Tokens this minute</Table.Th>
              <Table.Th>Created</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {rows.map((key) => (
              <KeyRow
                key={key.id}
                apiKey={key}
                project={projectName(key.projectId)}
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

function KeyRow({
  apiKey,
  project,
  onOpen,
}: {
  apiKey: ApiKey;
  project: string;
  onOpen: Props["onOpen"];
}) {
  const state = stateOf(apiKey);
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {apiKey.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" style={{ whiteSpace: "nowrap" }}>
          {apiKey.prefix}…
        </Text>
        <Restrictions apiKey={apiKey} />
      </Table.Td>
      <Table.Td>{project}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]}>{state}</Badge>
        {apiKey.expiresAt && state === "active" && (
          <Text size="xs" c="dimmed">
            expires {formatAgo(apiKey.expiresAt)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Consumption
          what="requests"
          used={apiKey.usedRequestsThisMinute}
          limit={apiKey.requestsPerMinute}
        />
      </Table.Td>
      <Table.Td>
        <Consumption
          what="tokens"
          used={apiKey.usedTokensThisMinute}
          limit={apiKey.tokensPerMinute}
        />
      </Table.Td>
      <Table.Td>{formatAgo(apiKey.createdAt)}</Table.Td>
      <Table.Td ta="right">
        {state !== "revoked" && <KeyMenu apiKey={apiKey} onOpen={onOpen} />}
      </Table.Td>
    </Table.Tr>
  );
}

/** What narrows a key down; nothing for one that may do everything from everywhere. */
function Restrictions({ apiKey }: { apiKey: ApiKey }) {
  const { scopes, networks, allowedModels } = apiKey;
  const parts = [
    scopes.length > 0 && `for ${scopes.join(", ")}`,
    allowedModels.length > 0 && `models ${allowedModels.join(", ")}`,
    networks.length > 0 && `from ${networks.join(", ")}`,
  ].filter(Boolean);
  return parts.length === 0 ? null : (
    <Text size="xs" c="dimmed">
      {parts.join(" · ")}
    </Text>
  );
}

function Consumption({ what, used, limit }: { what: string; used: number; limit?: number | null }) {
  const percent = limit ? Math.min(100, (100 * used) / limit) : 0;
  return (
    <Stack gap={4} miw={120}>
      <Text size="xs">
        {formatCount(used)} {limit == null ? "(unlimited)" : `of ${formatLimit(limit)}`}
      </Text>
      {limit != null && (
        <Progress
          size="xs"
          value={percent}
          color={percent >= 90 ? "orange" : "water"}
          aria-label={`${what} used this minute`}
        />
      )}
    </Stack>
  );
}

function KeyMenu({ apiKey, onOpen }: { apiKey: ApiKey; onOpen: Props["onOpen"] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${apiKey.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen({ kind: "edit", key: apiKey })}>Edit</Menu.Item>
        <Menu.Item onClick={() => onOpen({ kind: "rotate", key: apiKey })}>Rotate</Menu.Item>
        <Menu.Item color="red" onClick={() => onOpen({ kind: "revoke", key: apiKey })}>
          Revoke
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
