import { Autocomplete, Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type DiscoveredModel, useRegisterVersion } from "./queries";

interface Props {
  /** What pods serve and nobody has registered; the first is proposed. */
  candidates: DiscoveredModel[];
  onClose: () => void;
}

export function VersionDialog({ candidates, onClose }: Props) {
  const register = useRegisterVersion();
  const form = useForm({
    initialValues: {
      servedModel: candidates[0]?.name ?? "",
      weightsDigest: candidates[0]?.weightsDigest ?? "",
    },
    validate: { servedModel: (value) => (value.trim() ? null : "Enter the served model's name") },
  });
  const choose = (name: string) => {
    const digest = candidates.find((model) => model.name === name)?.weightsDigest;
    form.setValues({ servedModel: name, ...(digest ? { weightsDigest: digest } : {}) });
  };
  const submit = form.onSubmit(({ servedModel, weightsDigest }) =>
    register.mutate(
      { servedModel: servedModel.trim(), weightsDigest: weightsDigest.trim() || null },
      { onSuccess: onClose },
    ),
  );
  return (
    <Dialog opened onClose={onClose} title="Register version">
      <form onSubmit={submit}>
        <Stack>
          <Autocomplete
            label="Served model"
            data={[...new Set(candidates.map((model) => model.name))]}
            {...form.getInputProps("servedModel")}
            onChange={choose}
          />
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
