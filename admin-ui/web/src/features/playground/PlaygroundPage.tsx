import { Button, Card, Grid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { CopyButton } from "../../ui/CopyButton";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { asCurl, chatBody, type Settings } from "./chatRequest";
import { Composer } from "./Composer";
import { ConversationLog } from "./ConversationLog";
import { SettingsPanel } from "./SettingsPanel";
import { useChat } from "./useChat";

/** Public names first; when there are none, every name that a pod serves is public. */
async function modelNames(): Promise<string[]> {
  const models = await unwrap(api.GET("/api/v1/models"));
  if (models.length > 0) return models.map((model) => model.name);
  const served = await unwrap(api.GET("/api/v1/served-models"));
  return [...new Set(served.map((model) => model.name))];
}

export default function PlaygroundPage() {
  const names = useQuery({
    queryKey: ["playground-models"],
    queryFn: modelNames,
    refetchInterval: 10_000,
  });
  return (
    <Loaded query={names} what="the models">
      {(models) =>
        models.length === 0 ? (
          <EmptyState title="There is no model to talk to">
            Start a pod with ./sluice up; its model appears here within seconds.
          </EmptyState>
        ) : (
          <Playground models={models} />
        )
      }
    </Loaded>
  );
}

function Playground({ models }: { models: string[] }) {
  const chat = useChat();
  const { turns, isStreaming } = chat.conversation;
  const [chosen, setSettings] = useState<Settings>({
    model: "",
    system: "",
    temperature: 0.7,
    maxTokens: 256,
    seed: null,
  });
  const settings = models.includes(chosen.model) ? chosen : { ...chosen, model: models[0] ?? "" };
  return (
    <>
      <PageHeader title="Playground" hint="Talk to a model through the same path as any client">
        <CopyButton label="Copy as curl" value={asCurl(chatBody(settings, turns))} />
        <Button
          size="xs"
          variant="default"
          onClick={chat.clear}
          disabled={isStreaming || turns.length === 0}
        >
          Clear conversation
        </Button>
      </PageHeader>
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
          <SettingsPanel models={models} settings={settings} onChange={setSettings} />
        </Grid.Col>
      </Grid>
    </>
  );
}
