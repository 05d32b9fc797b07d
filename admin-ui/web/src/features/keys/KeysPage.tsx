import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useProjects } from "../../api/projects";
import { LoadMore } from "../../ui/LoadMore";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { KeyDialog } from "./KeyDialog";
import { KeyTable } from "./KeyTable";
import type { OpenDialog } from "./dialogs";
import { useKeys } from "./queries";
import { RevokeDialog } from "./RevokeDialog";
import { RotateDialog } from "./RotateDialog";
import { SecretDialog } from "./SecretDialog";

export default function KeysPage() {
  const keys = useKeys();
  const projects = useProjects();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  const showSecret = (secret: string) => setDialog({ kind: "secret", secret });
  return (
    <>
      <PageHeader title="Keys" hint="Who may call the API, for what and from where">
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: "create" })}>
          Create key
        </Button>
      </PageHeader>
      <Loaded query={keys} what="the keys">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No API key yet">
              A client sends a key as its bearer token. Create the first one with the button above.
            </EmptyState>
          ) : (
            <KeyTable
              rows={rows}
              more={<LoadMore query={keys} />}
              projects={projects.data ?? []}
              onOpen={setDialog}
            />
          )
        }
      </Loaded>
      {dialog?.kind === "create" && (
        <KeyDialog apiKey={null} onSecret={showSecret} onClose={close} />
      )}
      {dialog?.kind === "edit" && (
        <KeyDialog apiKey={dialog.key} onSecret={showSecret} onClose={close} />
      )}
      {dialog?.kind === "rotate" && (
        <RotateDialog apiKey={dialog.key} onSecret={showSecret} onClose={close} />
      )}
      {dialog?.kind === "revoke" && <RevokeDialog apiKey={dialog.key} onClose={close} />}
      {dialog?.kind === "secret" && <SecretDialog secret={dialog.secret} onClose={close} />}
    </>
  );
}
