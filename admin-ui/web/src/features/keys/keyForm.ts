import type { ApiKey, KeyCreate } from "./queries";

export type KeyScope = ApiKey["scopes"][number];

export const SCOPES: { value: KeyScope; label: string }[] = [
  { value: "chat", label: "Chat completions" },
  { value: "completions", label: "Completions" },
  { value: "tokens", label: "Tokenize and detokenize" },
  { value: "models", label: "List models" },
];

/** The form's values: an empty field is "no limit", which number inputs give as "". */
export interface KeyForm {
  name: string;
  projectId: string;
  requestsPerMinute: number | string;
  tokensPerMinute: number | string;
  allowedModels: string[];
  scopes: string[];
  networks: string[];
  expiresInDays: string;
}

export function formOf(key: ApiKey | null, projectId: string): KeyForm {
  return {
    name: key?.name ?? "",
    projectId: key?.projectId ?? projectId,
    requestsPerMinute: key?.requestsPerMinute ?? "",
    tokensPerMinute: key?.tokensPerMinute ?? "",
    allowedModels: key?.allowedModels ?? [],
    scopes: key?.scopes ?? [],
    networks: key?.networks ?? [],
    expiresInDays: "",
  };
}

const DAY_MILLIS = 86_400_000;

export function limitsOf(
  form: KeyForm,
  current: string | null,
  now: number = Date.now(),
): Omit<KeyCreate, "name" | "projectId"> {
  return {
    requestsPerMinute: limitOf(form.requestsPerMinute),
    tokensPerMinute: limitOf(form.tokensPerMinute),
    allowedModels: form.allowedModels,
    scopes: form.scopes as KeyScope[],
    networks: form.networks,
    expiresAt: form.expiresInDays
      ? new Date(now + Number(form.expiresInDays) * DAY_MILLIS).toISOString()
      : current,
  };
}

function limitOf(value: number | string): number | null {
  return typeof value === "number" ? value : null;
}
