import { Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { SourceKind, VersionValues } from "./versionForm";

const KINDS: { value: SourceKind; label: string }[] = [
  { value: "none", label: "Pods have it" },
  { value: "path", label: "Path" },
  { value: "url", label: "URL" },
  { value: "hub", label: "Hub" },
];

const HINTS: Record<SourceKind, string> = {
  none: "Pods are started with these weights; nothing is loaded.",
  path: "A GGUF file or Hugging Face folder in the folders that pods and tokenizers allow.",
  url: "A GGUF file under an address that pods and tokenizers allow.",
  hub: "A GGUF file of a repository, where pods and tokenizers may use the hub.",
};

interface Props {
  form: UseFormReturnType<VersionValues>;
  onKind: (kind: SourceKind) => void;
  /** Without the choice that pods have the weights. */
  isPlanNeeded?: boolean;
}

/** Where the weights come from and how pods load them. */
export function SourceFields({ form, onKind, isPlanNeeded = false }: Props) {
  const { kind } = form.values;
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        aria-label="Source of the weights"
        data={KINDS.filter(({ value }) => !isPlanNeeded || value !== "none")}
        value={kind}
        onChange={onKind}
      />
      <Text size="xs" c="dimmed">
        {HINTS[kind]}
      </Text>
      {kind === "path" && <TextInput label="Path" {...form.getInputProps("path")} />}
      {kind === "url" && <TextInput label="URL" {...form.getInputProps("url")} />}
      {kind === "hub" && (
        <>
          <Group grow align="flex-start">
            <TextInput
              label="Repository"
              placeholder="owner/name"
              {...form.getInputProps("repository")}
            />
            <TextInput label="Revision" placeholder="main" {...form.getInputProps("revision")} />
          </Group>
          <TextInput label="File" placeholder="model-Q4_0.gguf" {...form.getInputProps("file")} />
        </>
      )}
      {kind !== "none" && (
        <>
          <TextInput
            label="SHA-256"
            description={kind === "url" ? undefined : "Empty accepts the file as it is"}
            {...form.getInputProps("sha256")}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Rope scaling"
              placeholder="linear:4"
              description="Empty: the model's own"
              {...form.getInputProps("ropeScaling")}
            />
            <NumberInput
              label="Context"
              description="Tokens; empty: the model's"
              min={1}
              allowDecimal={false}
              {...form.getInputProps("contextLength")}
            />
            <NumberInput
              label="Key/value cache"
              description="MB; empty: pods choose"
              min={1}
              decimalScale={6}
              {...form.getInputProps("kvCacheMegabytes")}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}
