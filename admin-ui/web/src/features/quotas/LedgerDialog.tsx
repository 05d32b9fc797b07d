import { Stack, Table, Text } from "@mantine/core";
import { formatAgo, formatCount } from "../../lib/format";
import { Dialog } from "../../ui/Dialog";
import { Loaded } from "../../ui/States";
import { useLedger } from "./queries";
import type { Quota } from "./quota";
import { titleOf } from "./quotaText";

interface Sums {
  granted: number;
  settled: number;
  released: number;
  expired: number;
  outstanding: number;
}

/** The current budget, lease by lease. */
export function LedgerDialog({ quota, onClose }: { quota: Quota; onClose: () => void }) {
  const ledger = useLedger(quota.id);
  return (
    <Dialog opened onClose={onClose} size="xl" title={`Ledger: ${titleOf(quota)}`}>
      <Loaded query={ledger} what="the ledger">
        {(data) => (
          <Stack>
            <Text size="sm" c="dimmed">
              Gateways lease slices and spend them. What was granted was settled by requests,
              released, expired with a lost gateway, or is outstanding.
              {data.unleased > 0 && ` ${formatCount(data.unleased)} were used without a lease.`}
            </Text>
            <Table.ScrollContainer minWidth={640}>
              <Table aria-label="Ledger">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Gateway</Table.Th>
                    <Table.Th ta="right">Granted</Table.Th>
                    <Table.Th ta="right">Settled</Table.Th>
                    <Table.Th ta="right">Released</Table.Th>
                    <Table.Th ta="right">Expired</Table.Th>
                    <Table.Th ta="right">Outstanding</Table.Th>
                    <Table.Th>Since</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody className="sluice-number">
                  <Table.Tr fw={600}>
                    <Table.Td>All</Table.Td>
                    <Amounts of={data} />
                    <Table.Td />
                  </Table.Tr>
                  {data.leases.map((lease) => (
                    <Table.Tr key={lease.id}>
                      <Table.Td>{lease.gatewayId.split("/")[0]}</Table.Td>
                      <Amounts of={lease} />
                      <Table.Td>{formatAgo(lease.createdAt)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Stack>
        )}
      </Loaded>
    </Dialog>
  );
}

function Amounts({ of }: { of: Sums }) {
  return (
    <>
      {[of.granted, of.settled, of.released, of.expired, of.outstanding].map((amount, index) => (
        <Table.Td key={index} ta="right">
          {formatCount(amount)}
        </Table.Td>
      ))}
    </>
  );
}
