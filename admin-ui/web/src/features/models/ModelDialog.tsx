import {
  ActionIcon,
  Autocomplete,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type PublicModel, useSaveModel } from "./queries";
import { SplitSlider } from "./SplitSlider";

const MAX_WEIGHT = 10_000;

const STICKY_CHOICES = [
  { value: "none", label: "Nothing: each request is drawn anew" },
  { value: "key", label: "All requests of a key" },
  { value: "session", label: "A session, named by the header x-session-id" },
];

interface Props {
  model: PublicModel | null;
  servedNames: string[];
  onClose: () => void;
}

export function ModelDialog({ model, servedNames, onClose }: Props) {
  const save = useSaveModel(model);
  const form = useForm({
    initialValues: {
      name: model?.name ?? "",
      description: model?.description ?? "",
      sticky: model?.sticky ?? "none",
      targets: model?.targets ?? [{ servedModel: servedNames[0] ?? "", weight: 1 }],
    },
    validate: {
      name: (value) => (value.trim() ? null : "Enter the name that clients will use"),
      targets: {
        servedModel: (value: string) => (value.trim() ? null : "Choose a served model"),
        weight: (value: number) =>
          Number.isInteger(value) && value >= 0 && value <= MAX_WEIGHT
            ? null
            : `A whole number from 0 to ${MAX_WEIGHT}`,
      },
    },
  });
  const submit = form.onSubmit((values) =>
    save.mutate(
      { ...values, description: values.description.trim() || null },
      { onSuccess: onClose },
    ),
  );
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={model ? `Edit ${model.name}` : "Add public name"}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput label="Public name" data-autofocus {...form.getInputProps("name")} />
          <TextInput label="Description" {...form.getInputProps("description")} />
          <Select
            label="Keep on the same target"
            allowDeselect={false}
            data={STICKY_CHOICES}
            {...form.getInputProps("sticky")}
          />
          <Fieldset legend="Targets">
            <Stack gap="xs">
              {form.values.targets.map((_, index) => (
                <Group key={index} align="flex-start" wrap="nowrap">
                  <Autocomplete
                    aria-label={`Served model ${index + 1}`}
                    placeholder="Served model"
                    data={servedNames}
                    flex={1}
                    {...form.getInputProps(`targets.${index}.servedModel`)}
                  />
                  <NumberInput
                    aria-label={`Weight ${index + 1}`}
                    min={0}
                    max={MAX_WEIGHT}
                    allowDecimal={false}
                    w={110}
                    {...form.getInputProps(`targets.${index}.weight`)}
                  />
                  <ActionIcon
                    size={36}
                    variant="subtle"
                    color="red"
                    aria-label={`Remove target ${index + 1}`}
                    disabled={form.values.targets.length === 1}
                    onClick={() => form.removeListItem("targets", index)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Group>
              ))}
              {form.values.targets.length === 2 && (
                <SplitSlider
                  targets={form.values.targets}
                  onChange={(targets) => form.setFieldValue("targets", targets)}
                />
              )}
              <Button
                variant="subtle"
                size="xs"
                leftSection={<IconPlus size={14} />}
                onClick={() => form.insertListItem("targets", { servedModel: "", weight: 1 })}
              >
                Add target
              </Button>
            </Stack>
          </Fieldset>
          <SaveError error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
