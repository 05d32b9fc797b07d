import { Card, Table } from "@mantine/core";
import { type GroupTotal, tokensOf } from "./usageSeries";

export type GroupBy = "project" | "key" | "model" | "version";

const exact = (value: number) => value.toLocaleString("en-US");

/** The exact sums of each group. */
export function UsageTable({ totals, groupBy }: { totals: GroupTotal[]; groupBy: GroupBy }) {
  return (
    <Card p={0}>
      <Table.ScrollContainer minWidth={680}>
        <Table aria-label={`Usage by ${groupBy}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th tt="capitalize">{groupBy}</Table.Th>
              <Table.Th ta="right">Requests</Table.Th>
              <Table.Th ta="right">Failed</Table.Th>
              <Table.Th ta="right">Prompt tokens</Table.Th>
              <Table.Th ta="right">of them cached</Table.Th>
              <Table.Th ta="right">Output tokens</Table.Th>
              <Table.Th ta="right">All tokens</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {totals.map((row) => (
              <Table.Tr key={row.group}>
                <Table.Td>{row.group}</Table.Td>
                <Table.Td ta="right">{exact(row.requests)}</Table.Td>
                <Table.Td ta="right">{exact(row.errors)}</Table.Td>
                <Table.Td ta="right">{exact(row.promptTokens)}</Table.Td>
                <Table.Td ta="right">{exact(row.cachedPromptTokens)}</Table.Td>
                <Table.Td ta="right">{exact(row.outputTokens)}</Table.Td>
                <Table.Td ta="right">{exact(tokensOf(row))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
