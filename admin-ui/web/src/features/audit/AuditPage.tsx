import { Badge, Card, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";
import { formatDateTime } from "../../lib/format";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";

const LIMIT = 200;

export function AuditPage() {
  const entries = useQuery({
    queryKey: ["audit"],
    queryFn: () => unwrap(api.GET("/api/v1/audit", { params: { query: { limit: LIMIT } } })),
  });
  return (
    <>
      <PageHeader
        title="Audit"
        hint={`Who changed what: the last ${LIMIT} changes, newest first`}
      />
      <Loaded query={entries} what="the audit">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No changes yet">
              Creating a key or editing a model leaves a line here.
            </EmptyState>
          ) : (
            <AuditTable rows={rows} />
          )
        }
      </Loaded>
    </>
  );
}

function AuditTable({ rows }: { rows: Schema<"AuditEntry">[] }) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label="Audit entries">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>Action</Table.Th>
              <Table.Th>Subject</Table.Th>
              <Table.Th>Detail</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDateTime(row.at)}</Table.Td>
                <Table.Td>{row.actor}</Table.Td>
                <Table.Td>
                  <Badge color="gray">{row.action}</Badge>
                </Table.Td>
                <Table.Td>{row.subject}</Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed" className="sluice-wrap">
                    {row.detail}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
