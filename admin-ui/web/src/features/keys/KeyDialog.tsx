import {
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useProjects } from "../../api/projects";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { Loaded } from "../../ui/States";
import { formOf, limitsOf, type KeyForm, SCOPES } from "./keyForm";
import { ProjectField } from "./ProjectField";
import { type ApiKey, useCreateKey, useUpdateKey } from "./queries";

interface Props {
  apiKey: ApiKey | null;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

const EXPIRIES = [
  { value: "", label: "As it is" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

export function KeyDialog(props: Props) {
  const projects = useProjects();
  const title = props.apiKey ? `Edit ${props.apiKey.name}` : "Create API key";
  return (
    <Dialog opened onClose={props.onClose} title={title}>
      <Loaded query={projects} what="the projects">
        {(rows) => <KeyFormBody {...props} projectId={rows[0]?.id ?? ""} />}
      </Loaded>
    </Dialog>
  );
}

function KeyFormBody({ apiKey, projectId, onSecret, onClose }: Props & { projectId: string }) {
  const create = useCreateKey();
  const update = useUpdateKey();
  const form = useForm<KeyForm>({
    initialValues: formOf(apiKey, projectId),
    validate: {
      name: (value) => (value.trim() ? null : "Enter a name that tells who uses the key"),
      projectId: (value) => (value ? null : "Choose a project"),
    },
  });
  const submit = form.onSubmit((values) => {
    const limits = limitsOf(values, apiKey?.expiresAt ?? null);
    if (apiKey) {
      update.mutate(
        { key: apiKey, body: { name: values.name, ...limits } },
        { onSuccess: onClose },
      );
    } else {
      const body = { name: values.name, projectId: values.projectId, ...limits };
      create.mutate(body, { onSuccess: (created) => onSecret(created.key) });
    }
  });
  const error = create.error ?? update.error;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          placeholder="for example: billing batch job"
          data-autofocus
          {...form.getInputProps("name")}
        />
        {!apiKey && <ProjectField {...form.getInputProps("projectId")} />}
        <Group grow align="flex-start">
          <NumberInput
            label="Requests per minute"
            placeholder="Unlimited"
            min={1}
            allowDecimal={false}
            thousandSeparator=","
            {...form.getInputProps("requestsPerMinute")}
          />
          <NumberInput
            label="Tokens per minute"
            placeholder="Unlimited"
            min={1}
            allowDecimal={false}
            thousandSeparator=","
            {...form.getInputProps("tokensPerMinute")}
          />
        </Group>
        <TagsInput
          label="Allowed models"
          description="Public names; empty allows all"
          {...form.getInputProps("allowedModels")}
        />
        <MultiSelect
          label="Scopes"
          description="What it may be used for; empty allows all"
          data={SCOPES}
          {...form.getInputProps("scopes")}
        />
        <TagsInput
          label="Networks"
          description="Addresses it may be used from, for example 10.0.0.0/8; empty allows all"
          {...form.getInputProps("networks")}
        />
        <Select
          label="Expires"
          allowDeselect={false}
          data={
            apiKey
              ? EXPIRIES
              : EXPIRIES.map((one) => (one.value ? one : { ...one, label: "Never" }))
          }
          {...form.getInputProps("expiresInDays")}
        />
        <SaveError error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {apiKey ? "Save" : "Create"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
