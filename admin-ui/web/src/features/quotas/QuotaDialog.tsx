import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { SaveError } from "../../ui/SaveError";
import { useCreateQuota, useUpdateQuota } from "./queries";
import type { Quota } from "./quota";
import {
  createOf,
  editOf,
  formOf,
  METRIC_CHOICES,
  MODE_CHOICES,
  type QuotaForm,
  SCOPE_CHOICES,
  STORE_CHOICES,
  WINDOW_CHOICES,
} from "./quotaForm";
import { subjectOf, type SubjectNames, titleOf } from "./quotaText";

interface Props {
  quota: Quota | null;
  names: SubjectNames;
  onClose: () => void;
}

function useQuotaForm(quota: Quota | null, names: SubjectNames) {
  return useForm<QuotaForm>({
    initialValues: formOf(quota, names),
    validate: {
      scopeId: (value) => (value ? null : "Choose whom it limits"),
      limit: (value) => (typeof value === "number" ? null : "Enter a whole number"),
    },
  });
}

export function QuotaDialog({ quota, names, onClose }: Props) {
  const create = useCreateQuota();
  const update = useUpdateQuota();
  const form = useQuotaForm(quota, names);
  const submit = form.onSubmit((values) => {
    if (quota) update.mutate({ quota, body: editOf(values) }, { onSuccess: onClose });
    else create.mutate(createOf(values), { onSuccess: onClose });
  });
  const title = quota ? `Edit ${titleOf(quota)} of ${subjectOf(quota, names)}` : "Create quota";
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          {!quota && <SubjectFields form={form} names={names} />}
          <NumberInput
            label="Limit"
            min={0}
            allowDecimal={false}
            thousandSeparator=","
            data-autofocus
            {...form.getInputProps("limit")}
          />
          <TextInput
            label="Models"
            description="Public names that count; a star stands for anything"
            {...form.getInputProps("modelPattern")}
          />
          <Select
            label="Mode"
            allowDeselect={false}
            data={MODE_CHOICES}
            {...form.getInputProps("mode")}
          />
          <Select
            label="When the database is down"
            description="Once what gateways have leased is spent"
            allowDeselect={false}
            data={STORE_CHOICES}
            {...form.getInputProps("onStoreDown")}
          />
          <SaveError error={create.error ?? update.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {quota ? "Save" : "Create"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type FormApi = ReturnType<typeof useQuotaForm>;

/** What cannot be changed later: the ledger would be about something else. */
function SubjectFields({ form, names }: { form: FormApi; names: SubjectNames }) {
  const { scope, metric } = form.values;
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label="Limits a"
          allowDeselect={false}
          data={SCOPE_CHOICES}
          value={scope}
          onChange={(value) => {
            const chosen = (value ?? scope) as Quota["scope"];
            form.setValues({ scope: chosen, scopeId: names[chosen].find((one) => !one.isGone)?.id ?? "" });
          }}
        />
        <Select
          label="Which"
          searchable
          allowDeselect={false}
          data={names[scope]
            .filter(({ isGone }) => !isGone)
            .filter((one, index, all) => all.findIndex(({ id }) => id === one.id) === index)
            .map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps("scopeId")}
        />
      </Group>
      <Group grow align="flex-start">
        <Select
          label="Counts"
          allowDeselect={false}
          data={METRIC_CHOICES}
          {...form.getInputProps("metric")}
        />
        {metric !== "concurrent_streams" && (
          <Select
            label="Per"
            allowDeselect={false}
            data={WINDOW_CHOICES}
            {...form.getInputProps("window")}
          />
        )}
      </Group>
    </>
  );
}
