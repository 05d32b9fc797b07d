import { Badge, Button, Card, Table } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { api, type Schema, unwrap } from "../../api/client";
import { usePages } from "../../api/pages";
import { formatDateTime } from "../../lib/format";
import { LoadMore } from "../../ui/LoadMore";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { csvAddress, NO_FILTER, queryOf } from "./auditFilter";
import { Changes } from "./Changes";
import { FilterBar } from "./FilterBar";

export default function AuditPage() {
  const [filter, setFilter] = useState(NO_FILTER);
  const entries = usePages(["audit", filter], (query) =>
    unwrap(api.GET("/api/v1/audit", { params: { query: { ...query, ...queryOf(filter) } } })),
  );
  return (
    <>
      <PageHeader title="Audit" hint="Who changed what, newest first">
        <Button
          component="a"
          href={csvAddress(filter)}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          Download CSV
        </Button>
      </PageHeader>
      <FilterBar onApply={setFilter} />
      <Loaded query={entries} what="the audit">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={filter === NO_FILTER ? "No changes yet" : "No such change"}>
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
