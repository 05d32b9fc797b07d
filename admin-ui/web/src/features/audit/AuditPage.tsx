import { Badge, Card, Table } from "@mantine/core";
import { api, type Schema, unwrap } from "../../api/client";
import { usePages } from "../../api/pages";
import { formatDateTime } from "../../lib/format";
import { LoadMore } from "../../ui/LoadMore";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { Changes } from "./Changes";

export default function AuditPage() {
  const entries = usePages(["audit"], (query) =>
    unwrap(api.GET("/api/v1/audit", { params: { query } })),
  );
  return (
    <>
      <PageHeader title="Audit" hint="Who changed what, newest first" />
      <Loaded query={entries} what="the audit">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No changes yet">
              Creating a key or editing a model leaves a line here.
            </EmptyState>
          ) : (
            <Card p={0}>
              <AuditTable rows={rows} />
              <LoadMore query={entries} />
            </Card>
          )
        }
      </Loaded>
    </>
  );
}

function AuditTable({ rows }: { rows: Schema<"AuditEntry">[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table aria-label="Audit entries">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Action</Table.Th>
            <Table.Th>Subject</Table.Th>
            <Table.Th>What changed</Table.Th>
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
                <Changes before={row.before} after={row.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
