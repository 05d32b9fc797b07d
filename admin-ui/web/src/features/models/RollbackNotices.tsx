import { Alert, Stack } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { formatAgo } from "../../lib/format";
import { type Rollback, useRollbacks } from "./rollout";

/** Canaries that the control plane has taken back and that nobody has moved since. */
export function RollbackNotices() {
  const rollbacks = useRollbacks();
  const rows = rollbacks.data ?? [];
  useRefreshOf(rows);
  if (rows.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label="Rolled back by itself">
      {rows.map((row) => (
        <Alert
          key={row.versionId}
          color="orange"
          role="status"
          icon={<IconArrowBackUp size={18} aria-hidden />}
          title={`Canary ${row.servedModel} was rolled back by itself ${formatAgo(row.at)}`}
        >
          The reason: {row.reason}. It is staged and gets no traffic; its history has the figures.
        </Alert>
      ))}
    </Stack>
  );
}

/** What else the page shows of the names and versions is old when one more went back. */
function useRefreshOf(rows: Rollback[]) {
  const client = useQueryClient();
  const newest = rows[0]?.at;
  useEffect(() => {
    if (newest === undefined) return;
    void client.invalidateQueries({ queryKey: ["model-versions"], exact: true });
    void client.invalidateQueries({ queryKey: ["models"] });
  }, [client, newest]);
}
