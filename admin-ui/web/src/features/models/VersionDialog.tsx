import { Autocomplete, Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type DiscoveredModel, useRegisterVersion } from "./queries";
import { SourceFields } from "./SourceFields";
import { emptyVersion, missingOf, versionOf, type VersionValues } from "./versionForm";

interface Props {
  /** What pods serve and nobody has registered; the first is proposed. */
  candidates: DiscoveredModel[];
  onClose: () => void;
}

export function VersionDialog({ candidates, onClose }: Props) {
  const register = useRegisterVersion();
  const form = useForm<VersionValues>({
    initialValues: emptyVersion(candidates[0]?.name ?? "", candidates[0]?.weightsDigest ?? ""),
    validate: missingOf,
  });
  const choose = (name: string) => {
    const digest = candidates.find((model) => model.name === name)?.weightsDigest;
    form.setValues({ servedModel: name, ...(digest ? { weightsDigest: digest } : {}) });
  };
  // A version of its own has weights that no pod has told of yet.
  const chooseKind = (kind: VersionValues["kind"]) =>
    form.setValues({ kind, ...(kind === "none" ? {} : { weightsDigest: "" }) });
  const submit = form.onSubmit((values) =>
    register.mutate(versionOf(values), { onSuccess: onClose }),
  );
  return (
    <Dialog opened onClose={onClose} title="Register version" size="lg">
      <form onSubmit={submit}>
        <Stack>
          <Autocomplete
            label="Served model"
            description="The name in requests; of one that pods load, for example stories:v2"
            data={[...new Set(candidates.map((model) => model.name))]}
            {...form.getInputProps("servedModel")}
            onChange={choose}
          />
          <SourceFields form={form} onKind={chooseKind} />
          <TextInput
            label="Weights digest"
            description="Empty stands for any weights under this name"
            {...form.getInputProps("weightsDigest")}
          />
          <SaveError error={register.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" data-autofocus loading={register.isPending}>
              Register
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
