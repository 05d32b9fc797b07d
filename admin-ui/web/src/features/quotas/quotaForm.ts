import type { Quota, QuotaCreate, QuotaEdit } from "./quota";
import { METRICS, type SubjectNames } from "./quotaText";

/** The form's values: number inputs give an empty field as "". */
export interface QuotaForm {
  scope: Quota["scope"];
  scopeId: string;
  metric: Quota["metric"];
  window: NonNullable<Quota["window"]>;
  limit: number | string;
  modelPattern: string;
  mode: Quota["mode"];
  onStoreDown: Quota["onStoreDown"];
}

export const SCOPE_CHOICES = [
  { value: "organisation", label: "Organisation" },
  { value: "project", label: "Project" },
  { value: "key", label: "Key" },
];
export const METRIC_CHOICES = Object.entries(METRICS).map(([value, label]) => ({ value, label }));
export const WINDOW_CHOICES = [
  { value: "minute", label: "Minute" },
  { value: "hour", label: "Hour" },
  { value: "day", label: "Day (UTC)" },
  { value: "month", label: "Month (UTC)" },
  { value: "lifetime", label: "Lifetime" },
];
export const MODE_CHOICES = [
  { value: "enforce", label: "Enforce: refuse beyond the limit" },
  { value: "shadow", label: "Shadow: only count" },
];
export const STORE_CHOICES = [
  { value: "deny", label: "Deny requests" },
  { value: "degraded", label: "Allow a small share of the limit" },
  { value: "allow", label: "Allow requests" },
];

export function formOf(quota: Quota | null, names: SubjectNames): QuotaForm {
  return {
    scope: quota?.scope ?? "project",
    scopeId: quota?.scopeId ?? names.project[0]?.id ?? "",
    metric: quota?.metric ?? "total_tokens",
    window: quota?.window ?? "day",
    limit: quota?.limit ?? "",
    modelPattern: quota?.modelPattern ?? "*",
    mode: quota?.mode ?? "enforce",
    onStoreDown: quota?.onStoreDown ?? "deny",
  };
}

export function editOf(form: QuotaForm): QuotaEdit {
  return {
    limit: Number(form.limit),
    modelPattern: form.modelPattern.trim() || "*",
    mode: form.mode,
    onStoreDown: form.onStoreDown,
  };
}

/** Streams that run at the same time have no window. */
export function createOf(form: QuotaForm): QuotaCreate {
  const { scope, scopeId, metric, window } = form;
  const isWindowed = metric !== "concurrent_streams";
  return { ...editOf(form), scope, scopeId, metric, ...(isWindowed ? { window } : {}) };
}
