import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { LoadMore } from "../../ui/LoadMore";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import type { OpenDialog } from "./dialogs";
import { LedgerDialog } from "./LedgerDialog";
import { useDeleteQuota, useQuotas, useSubjects } from "./queries";
import type { Quota } from "./quota";
import { QuotaDialog } from "./QuotaDialog";
import { QuotaTable } from "./QuotaTable";
import { subjectOf, type SubjectNames, titleOf } from "./quotaText";

export default function QuotasPage() {
  const quotas = useQuotas();
  const { names, isReady } = useSubjects();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <PageHeader title="Quotas" hint="Limits that hold across all gateways, with what is used now">
        <Button
          leftSection={<IconPlus size={16} />}
          disabled={!isReady}
          onClick={() => setDialog({ kind: "create" })}
        >
          Create quota
        </Button>
      </PageHeader>
      <Loaded query={quotas} what="the quotas">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No quota yet">
              Usage is unlimited, except for what keys may send per minute. Create a quota with the
              button above to limit an organisation, a project or a key.
            </EmptyState>
          ) : (
            <QuotaTable
              rows={rows}
              names={names}
              more={<LoadMore query={quotas} />}
              onOpen={setDialog}
            />
          )
        }
      </Loaded>
      {dialog?.kind === "create" && <QuotaDialog quota={null} names={names} onClose={close} />}
      {dialog?.kind === "edit" && (
        <QuotaDialog quota={dialog.quota} names={names} onClose={close} />
      )}
      {dialog?.kind === "ledger" && <LedgerDialog quota={dialog.quota} onClose={close} />}
      {dialog?.kind === "delete" && (
        <DeleteDialog quota={dialog.quota} names={names} onClose={close} />
      )}
    </>
  );
}

interface DeleteProps {
  quota: Quota;
  names: SubjectNames;
  onClose: () => void;
}

function DeleteDialog({ quota, names, onClose }: DeleteProps) {
  const remove = useDeleteQuota(quota);
  return (
    <ConfirmDialog
      opened
      title="Delete quota"
      confirm="Delete quota"
      pending={remove.isPending}
      error={remove.error?.message ?? null}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <b>{titleOf(quota)}</b> of {subjectOf(quota, names)} is no longer limited. Its ledger is
      deleted, the usage stays.
    </ConfirmDialog>
  );
}
