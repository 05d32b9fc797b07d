import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { Loaded } from "../../ui/States";
import { type ModelVersion, useChangeLoadPlan, useLoadPlan } from "./queries";
import { SourceFields } from "./SourceFields";
import { type LoadPlan, missingOf, planOf, valuesOf, type VersionValues } from "./versionForm";

interface Props {
  version: ModelVersion;
  /** A version that pods are started with has none yet. */
  hasPlan: boolean;
  onClose: () => void;
}

/** What pods load for a version, while it is registered and nothing depends on it. */
export function PlanDialog(props: Props) {
  const { version, hasPlan, onClose } = props;
  const plan = useLoadPlan(version.id, hasPlan);
  return (
    <Dialog opened onClose={onClose} title={`Load plan of ${version.servedModel}`} size="lg">
      {hasPlan ? (
        <Loaded query={plan} what="the plan">
          {(stored) => <PlanForm version={version} plan={stored} onClose={onClose} />}
        </Loaded>
      ) : (
        <PlanForm version={version} plan={null} onClose={onClose} />
      )}
    </Dialog>
  );
}

function PlanForm(props: Omit<Props, "hasPlan"> & { plan: LoadPlan | null }) {
  const { version, plan, onClose } = props;
  const change = useChangeLoadPlan(version.id, plan?.version ?? 0);
  const form = useForm<VersionValues>({
    initialValues: valuesOf(version.servedModel, plan),
    validate: missingOf,
  });
  const submit = form.onSubmit((values) => change.mutate(planOf(values), { onSuccess: onClose }));
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          Every pod and tokenizer loads this once the version is validated; from then on the plan
          stays as it is.
        </Text>
        <SourceFields form={form} onKind={(kind) => form.setValues({ kind })} isPlanNeeded />
        <SaveError error={change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" data-autofocus loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
