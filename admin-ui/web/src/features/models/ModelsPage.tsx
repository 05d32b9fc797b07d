import { Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { PageHeader } from "../../ui/PageHeader";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { EmptyState, Loaded } from "../../ui/States";
import { CanaryPolicyDialog } from "./CanaryPolicyDialog";
import { HistoryDialog } from "./HistoryDialog";
import { LoadTable } from "./LoadTable";
import { ModelDialog } from "./ModelDialog";
import { MoveDialog } from "./MoveDialog";
import { PlanDialog } from "./PlanDialog";
import { PublicModelTable, ServedModelTable } from "./ModelTables";
import {
  type ModelVersion,
  type PublicModel,
  useDeleteModel,
  useModels,
  useModelVersions,
  useServedModels,
  useVersionLoads,
} from "./queries";
import { RollbackNotices } from "./RollbackNotices";
import { VersionDialog } from "./VersionDialog";
import { unregistered, type VersionState } from "./versionState";
import { VersionTable } from "./VersionTable";

export default function ModelsPage() {
  const models = useModels();
  const served = useServedModels();
  const versions = useModelVersions();
  const loads = useVersionLoads();
  const [isRegistering, setRegistering] = useState(false);
  const [edited, setEdited] = useState<PublicModel | "new" | null>(null);
  const [move, setMove] = useState<{ version: ModelVersion; to: VersionState } | null>(null);
  const [history, setHistory] = useState<ModelVersion | null>(null);
  const [planned, setPlanned] = useState<ModelVersion | null>(null);
  const [ruled, setRuled] = useState<PublicModel | null>(null);
  const [doomed, setDoomed] = useState<PublicModel | null>(null);
  return (
    <>
      <PageHeader
        title="Models"
        hint="The names that clients use, and the served models behind them"
      >
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
          Add public name
        </Button>
      </PageHeader>
      <Stack gap="lg">
        <RollbackNotices />
        <Loaded query={models} what="the public names">
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="No public name yet">
                Until there is one, clients may use every name that a pod serves.
              </EmptyState>
            ) : (
              <PublicModelTable
                rows={rows}
                onEdit={setEdited}
                onCanary={setRuled}
                onDelete={setDoomed}
              />
            )
          }
        </Loaded>
        <Loaded query={served} what="the served models">
          {(rows) => <ServedModelTable rows={rows} />}
        </Loaded>
        <Loaded query={versions} what="the versions">
          {(rows) => (
            <VersionTable
              rows={rows}
              onRegister={() => setRegistering(true)}
              onMove={(version, to) => setMove({ version, to })}
              onPlan={setPlanned}
              onHistory={setHistory}
            />
          )}
        </Loaded>
        <Loaded query={loads} what="what is loaded">
          {(rows) => <LoadTable rows={rows} />}
        </Loaded>
      </Stack>
      {edited && (
        <ModelDialog
          model={edited === "new" ? null : edited}
          servedNames={[...new Set(served.data?.map((row) => row.name))]}
          onClose={() => setEdited(null)}
        />
      )}
      {isRegistering && (
        <VersionDialog
          candidates={unregistered(served.data ?? [], versions.data ?? [])}
          onClose={() => setRegistering(false)}
        />
      )}
      {move && <MoveDialog {...move} onClose={() => setMove(null)} />}
      {planned && (
        <PlanDialog
          version={planned}
          hasPlan={loads.data?.some((load) => load.versionId === planned.id) ?? false}
          onClose={() => setPlanned(null)}
        />
      )}
      {history && <HistoryDialog version={history} onClose={() => setHistory(null)} />}
      {ruled && <CanaryPolicyDialog model={ruled} onClose={() => setRuled(null)} />}
      {doomed && <DeleteDialog model={doomed} onClose={() => setDoomed(null)} />}
    </>
  );
}

function DeleteDialog({ model, onClose }: { model: PublicModel; onClose: () => void }) {
  const remove = useDeleteModel();
  return (
    <ConfirmDialog
      opened
      title="Delete public name"
      confirm="Delete"
      pending={remove.isPending}
      error={remove.error?.message ?? null}
      onConfirm={() => remove.mutate(model, { onSuccess: onClose })}
      onClose={onClose}
    >
      Clients that ask for <b>{model.name}</b> will be refused. Its past usage stays.
    </ConfirmDialog>
  );
}
