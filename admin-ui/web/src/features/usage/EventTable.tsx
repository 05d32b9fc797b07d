import { Anchor, Badge, Card, Table, Text, Title } from "@mantine/core";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { formatCount, formatDateTime, formatMillis } from "../../lib/format";
import { LoadMore } from "../../ui/LoadMore";
import { Loaded } from "../../ui/States";
import { type Names, useUsageEvents } from "./queries";
import { versionTitle } from "./versionTitle";

type UsageEvent = Schema<"UsageEvent">;

/** Single requests, newest first. */
export function EventTable({ names }: { names: Names }) {
  const events = useUsageEvents();
  return (
    <Card p={0} component="section" aria-label="Requests">
      <Title order={2} p="md" pb="xs">
        Requests
      </Title>
      <Loaded query={events} what="the requests">
        {(rows) =>
          rows.length === 0 ? (
            <Text c="dimmed" size="sm" p="md" pt={0}>
              No request yet.
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={860}>
              <Table aria-label="Requests">
                <Header />
                <Table.Tbody className="sluice-number">
                  {rows.map((event) => (
                    <EventRow key={event.id} event={event} names={names} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      <LoadMore query={events} />
    </Card>
  );
}

function Header() {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th>When</Table.Th>
        <Table.Th>Key</Table.Th>
        <Table.Th>Model</Table.Th>
        <Table.Th ta="right">Prompt</Table.Th>
        <Table.Th ta="right">Output</Table.Th>
        <Table.Th ta="right">First token</Table.Th>
        <Table.Th ta="right">Duration</Table.Th>
        <Table.Th>Result</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

function EventRow({ event, names }: { event: UsageEvent; names: Names }) {
  const firstToken = event.timeToFirstTokenMicros;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDateTime(event.at)}</Table.Td>
      <Table.Td>
        {names.key(event.keyId)}
        <Text size="xs" c="dimmed">
          {names.project(event.projectId)}
        </Text>
      </Table.Td>
      <Table.Td>
        {event.model}
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {event.endpoint}
          {event.streamed && ", streamed"}
        </Text>
        {event.servedModel !== null && (
          <Text
            size="xs"
            c="dimmed"
            title={event.weightsDigest ?? undefined}
            style={{ whiteSpace: "nowrap" }}
          >
            by {versionTitle(event)}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {formatCount(event.promptTokens)}
        {event.cachedPromptTokens > 0 && (
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {formatCount(event.cachedPromptTokens)} cached
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{formatCount(event.outputTokens)}</Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
        {formatMillis(firstToken === null ? null : firstToken / 1000)}
      </Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
        {formatMillis(event.durationMicros / 1000)}
      </Table.Td>
      <Table.Td>
        <Badge color={event.errorCode === null ? "gray" : "red"}>
          {event.errorCode ?? event.finishReason ?? "unknown"}
        </Badge>
        <Anchor
          component={Link}
          to={`/routing?${new URLSearchParams({ request: event.id }).toString()}`}
          size="xs"
          display="block"
          style={{ whiteSpace: "nowrap" }}
          aria-label={`Why this pod: request of ${formatDateTime(event.at)}`}
        >
          Why this pod?
        </Anchor>
      </Table.Td>
    </Table.Tr>
  );
}
