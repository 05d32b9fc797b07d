import { Button, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type AuditFilter, NO_FILTER } from "./auditFilter";

/** Applied when it is sent, so that half a name does not ask the server. */
export function FilterBar({ onApply }: { onApply: (filter: AuditFilter) => void }) {
  const form = useForm({ initialValues: NO_FILTER });
  const clear = () => {
    form.setValues(NO_FILTER);
    onApply(NO_FILTER);
  };
  return (
    <form onSubmit={form.onSubmit(onApply)} aria-label="Filter the audit">
      <Group mb="md" gap="sm" align="flex-end">
        <TextInput size="xs" label="Who" {...form.getInputProps("actor")} />
        <TextInput
          size="xs"
          label="Action"
          placeholder="key.revoke, or key."
          {...form.getInputProps("action")}
        />
        <TextInput
          size="xs"
          label="Subject"
          placeholder="Type or id"
          {...form.getInputProps("subject")}
        />
        <TextInput size="xs" label="From" type="date" {...form.getInputProps("from")} />
        <TextInput size="xs" label="To" type="date" {...form.getInputProps("to")} />
        <Button size="xs" type="submit">
          Filter
        </Button>
        <Button size="xs" variant="default" onClick={clear}>
          Clear
        </Button>
      </Group>
    </form>
  );
}
