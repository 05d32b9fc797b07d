import { Card, NumberInput, Select, Stack, Textarea } from "@mantine/core";
import type { Choice } from "./choices";
import type { Settings } from "./chatRequest";

interface Props {
  models: Choice[];
  settings: Settings;
  onChange: (settings: Settings) => void;
  /** Two sides choose their models themselves and share the rest. */
  isShared?: boolean;
}

export function SettingsPanel({ models, settings, onChange, isShared = false }: Props) {
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  return (
    <Card component="section" aria-label="Settings">
      <Stack gap="sm">
        {!isShared && (
          <Select
            label="Model"
            data={models}
            value={settings.model}
            allowDeselect={false}
            onChange={(model) => model && set({ model })}
          />
        )}
        <Textarea
          label="System prompt"
          placeholder="None"
          autosize
          minRows={2}
          maxRows={8}
          value={settings.system}
          onChange={(event) => set({ system: event.currentTarget.value })}
        />
        <NumberInput
          label="Temperature"
          description="0 always takes the likeliest token"
          min={0}
          max={2}
          step={0.1}
          decimalScale={2}
          value={settings.temperature}
          onChange={(value) => typeof value === "number" && set({ temperature: value })}
        />
        <NumberInput
          label="Max tokens"
          min={1}
          allowDecimal={false}
          value={settings.maxTokens}
          onChange={(value) => typeof value === "number" && set({ maxTokens: value })}
        />
        <NumberInput
          label="Seed"
          description="The same seed gives the same answer"
          placeholder={isShared ? "Random, for both" : "Random"}
          allowDecimal={false}
          value={settings.seed ?? ""}
          onChange={(value) => set({ seed: typeof value === "number" ? value : null })}
        />
      </Stack>
    </Card>
  );
}
