import { Button, Card, Grid, Select, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { drawnSeed } from "./chatRequest";
import type { Choice } from "./choices";
import { Composer } from "./Composer";
import { ConversationLog } from "./ConversationLog";
import { SettingsPanel } from "./SettingsPanel";
import type { ChatProps } from "./SingleChat";
import { type Chat, useChat } from "./useChat";

/** Two models with the same prompt, settings and seed; each side fails and is timed by itself. */
export function Comparison({ models, settings, onSettings, header }: ChatProps) {
  const left = useChat();
  const right = useChat();
  const [other, setOther] = useState("");
  const rightModel = models.some(({ value }) => value === other)
    ? other
    : (models.find(({ value }) => value !== settings.model)?.value ?? settings.model);
  const chats = [left, right];
  const isStreaming = chats.some((chat) => chat.conversation.isStreaming);
  const isEmpty = chats.every((chat) => chat.conversation.turns.length === 0);

  function send(text: string) {
    const same = { ...settings, seed: settings.seed ?? drawnSeed() };
    void left.send(text, same);
    void right.send(text, { ...same, model: rightModel });
  }

  return (
    <>
      {header(
        <Button
          size="xs"
          variant="default"
          onClick={() => chats.forEach((chat) => chat.clear())}
          disabled={isStreaming || isEmpty}
        >
          Clear conversations
        </Button>,
      )}
      <Grid>
        <Grid.Col span={{ base: 12, lg: 9 }}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Side
                name="left"
                chat={left}
                models={models}
                model={settings.model}
                onModel={(model) => onSettings({ ...settings, model })}
              />
              <Side
                name="right"
                chat={right}
                models={models}
                model={rightModel}
                onModel={setOther}
              />
            </SimpleGrid>
            <Composer
              isStreaming={isStreaming}
              onSend={send}
              onStop={() => chats.forEach((chat) => chat.stop())}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <SettingsPanel models={models} settings={settings} onChange={onSettings} isShared />
        </Grid.Col>
      </Grid>
    </>
  );
}

interface SideProps {
  name: string;
  chat: Chat;
  models: Choice[];
  model: string;
  onModel: (model: string) => void;
}

function Side({ name, chat, models, model, onModel }: SideProps) {
  return (
    <Card component="section" aria-label={`The ${name} side`}>
      <Select
        label={`Model on the ${name}`}
        data={models}
        value={model}
        allowDeselect={false}
        disabled={chat.conversation.isStreaming}
        onChange={(chosen) => chosen && onModel(chosen)}
        mb="sm"
      />
      <ConversationLog conversation={chat.conversation} side={name} />
    </Card>
  );
}
