import { Button, Card, Grid } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "../../ui/CopyButton";
import { asCurl, chatBody, type Settings } from "./chatRequest";
import { type Choice, versionOf } from "./choices";
import { Composer } from "./Composer";
import { ConversationLog } from "./ConversationLog";
import { SettingsPanel } from "./SettingsPanel";
import { useChat } from "./useChat";

export interface ChatProps {
  models: Choice[];
  settings: Settings;
  onSettings: (settings: Settings) => void;
  /** The page's heading with the buttons of this view. */
  header: (actions: ReactNode) => ReactNode;
}

export function SingleChat({ models, settings, onSettings, header }: ChatProps) {
  const chat = useChat();
  const { turns, isStreaming } = chat.conversation;
  return (
    <>
      {header(
        <>
          {versionOf(settings.model) === null && (
            <CopyButton label="Copy as curl" value={asCurl(chatBody(settings, turns))} />
          )}
          <Button
            size="xs"
            variant="default"
            onClick={chat.clear}
            disabled={isStreaming || turns.length === 0}
          >
            Clear conversation
          </Button>
        </>,
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Card>
            <ConversationLog conversation={chat.conversation} />
            <Composer
              isStreaming={isStreaming}
              onSend={(text) => void chat.send(text, settings)}
              onStop={chat.stop}
            />
          </Card>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <SettingsPanel models={models} settings={settings} onChange={onSettings} />
        </Grid.Col>
      </Grid>
    </>
  );
}
