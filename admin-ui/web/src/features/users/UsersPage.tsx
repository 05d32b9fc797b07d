import { Button, Stack, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { LoadMore } from "../../ui/LoadMore";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { DeleteDialog, ResetDialog, RevokeTokenDialog } from "./confirmations";
import type { OpenDialog } from "./dialogs";
import { useTokens, useUsers } from "./queries";
import { SecretDialog } from "./SecretDialog";
import { TokenDialog } from "./TokenDialog";
import { TokenTable } from "./TokenTable";
import { CreateUserDialog, EditUserDialog } from "./UserDialog";
import { UserTable } from "./UserTable";

export default function UsersPage() {
  const users = useUsers();
  const tokens = useTokens();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  return (
    <>
      <PageHeader title="Users" hint="Who may use the console, and which scripts">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => setDialog({ kind: "createToken" })}
        >
          Create token
        </Button>
        <Button
          leftSection={<IconPlus size={16} />}
          onClick={() => setDialog({ kind: "createUser" })}
        >
          Create user
        </Button>
      </PageHeader>
      <Stack>
        <Loaded query={users} what="the users">
          {(rows) => <UserTable rows={rows} more={<LoadMore query={users} />} onOpen={setDialog} />}
        </Loaded>
        <Title order={2} fz="h4">
          Tokens
        </Title>
        <Loaded query={tokens} what="the tokens">
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="No token yet">
                A script sends one as its bearer token; sluice admin takes it from
                SLUICE_ADMIN_TOKEN.
              </EmptyState>
            ) : (
              <TokenTable
                rows={rows}
                now={tokens.dataUpdatedAt}
                more={<LoadMore query={tokens} />}
                onOpen={setDialog}
              />
            )
          }
        </Loaded>
      </Stack>
      {dialog && <Dialogs dialog={dialog} onOpen={setDialog} />}
    </>
  );
}

function Dialogs(props: { dialog: OpenDialog; onOpen: (dialog: OpenDialog | null) => void }) {
  const { dialog, onOpen } = props;
  const onClose = () => onOpen(null);
  const onSecret = (title: string, secret: string) => onOpen({ kind: "secret", title, secret });
  switch (dialog.kind) {
    case "createUser":
      return <CreateUserDialog onSecret={onSecret} onClose={onClose} />;
    case "createToken":
      return <TokenDialog onSecret={onSecret} onClose={onClose} />;
    case "edit":
      return <EditUserDialog user={dialog.user} onClose={onClose} />;
    case "reset":
      return <ResetDialog user={dialog.user} onSecret={onSecret} onClose={onClose} />;
    case "delete":
      return <DeleteDialog user={dialog.user} onClose={onClose} />;
    case "revoke":
      return <RevokeTokenDialog token={dialog.token} onClose={onClose} />;
    case "secret":
      return <SecretDialog title={dialog.title} secret={dialog.secret} onClose={onClose} />;
  }
}
