import { Button, Group, NumberInput, Stack, Switch } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { Loaded } from "../../ui/States";
import { type CanaryForm, editOf, formOf } from "./canaryForm";
import type { PublicModel } from "./queries";
import { type CanaryPolicy, useCanaryPolicy, useChangeCanaryPolicy } from "./rollout";

interface Props {
  model: PublicModel;
  onClose: () => void;
}

/** When a canary of a public name goes back by itself. */
export function CanaryPolicyDialog({ model, onClose }: Props) {
  const policy = useCanaryPolicy(model.id);
  return (
    <Dialog opened onClose={onClose} title={`Canary rules of ${model.name}`}>
      <Loaded query={policy} what="the rules">
        {(stored) => <PolicyForm model={model} policy={stored} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

const required = (value: CanaryForm[keyof CanaryForm]) =>
  typeof value === "number" ? null : "Enter a number";

function PolicyForm({ model, policy, onClose }: Props & { policy: CanaryPolicy }) {
  const change = useChangeCanaryPolicy(model.id, policy.version);
  const form = useForm<CanaryForm>({
    initialValues: formOf(policy),
    validate: {
      errorPercent: required,
      minRequests: required,
      windowMinutes: required,
      goldenMinutes: required,
    },
  });
  const submit = form.onSubmit((values) => change.mutate(editOf(values), { onSuccess: onClose }));
  return (
    <form onSubmit={submit}>
      <Stack>
        <Switch
          label="Roll canaries back automatically"
          data-autofocus
          {...form.getInputProps("enabled", { type: "checkbox" })}
        />
        <NumberInput
          label="Most failed requests, in percent"
          min={0}
          max={100}
          decimalScale={1}
          {...form.getInputProps("errorPercent")}
        />
        <NumberInput
          label="Slowest first token, in percent of the other versions"
          description="95th percentile; empty is no limit"
          min={100}
          allowDecimal={false}
          {...form.getInputProps("firstTokenPercent")}
        />
        <NumberInput
          label="Slowest first token, in milliseconds"
          description="95th percentile; empty is no limit"
          min={1}
          allowDecimal={false}
          {...form.getInputProps("firstTokenMillis")}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Requests at least"
            min={1}
            allowDecimal={false}
            {...form.getInputProps("minRequests")}
          />
          <NumberInput
            label="Of the last minutes"
            min={1}
            decimalScale={1}
            {...form.getInputProps("windowMinutes")}
          />
        </Group>
        <NumberInput
          label="Compare the golden output every so many minutes"
          description="0 is never"
          min={0}
          decimalScale={1}
          {...form.getInputProps("goldenMinutes")}
        />
        <SaveError error={change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
