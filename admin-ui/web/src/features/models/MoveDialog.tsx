import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type ModelVersion, useMoveVersion } from "./queries";
import { moveName, type VersionState } from "./versionState";

interface Props {
  version: ModelVersion;
  to: VersionState;
  onClose: () => void;
}

/** What the control plane looks at before it lets a version pass. */
const GUARDS: Partial<Record<VersionState, string>> = {
  staged:
    "A ready pod must serve these weights. A small load test is run against them, and their golden output is recorded or compared; that takes a minute at most.",
  canary: "A ready pod must serve these weights. Give it a small weight under a public name.",
  live: "A ready pod must serve these weights.",
  deprecated: "Answers carry a Deprecation header from now on, and a Sunset header with its end.",
  archived: "No public name may send traffic to it. This cannot be undone.",
};

export function MoveDialog({ version, to, onClose }: Props) {
  const move = useMoveVersion(version);
  const isValidated = version.state === "validating" && to === "staged";
  const form = useForm({
    initialValues: { reason: "", evidence: "", sunset: "", override: false },
    validate: {
      reason: (value, { override }) =>
        override && !value.trim() ? "Say why the guards do not count" : null,
    },
  });
  const submit = form.onSubmit(({ reason, evidence, sunset, override }) =>
    move.mutate(
      {
        state: to,
        reason: reason.trim() || null,
        evidence: evidence.trim() ? { note: evidence.trim() } : null,
        sunsetAt: sunset ? `${sunset}T00:00:00Z` : null,
        override,
      },
      { onSuccess: onClose },
    ),
  );
  const action = moveName(version.state, to);
  return (
    <Dialog opened onClose={onClose} title={`${action}: ${version.servedModel}`}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            From {version.state} to <b>{to}</b>. {GUARDS[to]}
          </Text>
          {isValidated && (
            <Textarea
              label="Validation results"
              description="Left empty, the load test's figures; with results of your own it is not run"
              autosize
              minRows={2}
              data-autofocus
              {...form.getInputProps("evidence")}
            />
          )}
          <TextInput label="Reason" {...form.getInputProps("reason")} />
          {to === "deprecated" && (
            <TextInput type="date" label="Goes on" {...form.getInputProps("sunset")} />
          )}
          {GUARDS[to] && to !== "deprecated" && to !== "archived" && (
            <Checkbox
              label="Override the guards"
              {...form.getInputProps("override", { type: "checkbox" })}
            />
          )}
          <SaveError error={move.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={move.isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
