import type { CanaryPolicy } from "./rollout";

/** A figure that was left empty is no limit. */
type Figure = number | "";

export interface CanaryForm {
  enabled: boolean;
  errorPercent: Figure;
  firstTokenPercent: Figure;
  firstTokenMillis: Figure;
  minRequests: Figure;
  windowMinutes: Figure;
  goldenMinutes: Figure;
}

export function formOf(policy: CanaryPolicy): CanaryForm {
  return {
    enabled: policy.enabled,
    errorPercent: policy.maxErrorPermille / 10,
    firstTokenPercent: policy.maxFirstTokenPercent ?? "",
    firstTokenMillis: policy.maxFirstTokenMillis ?? "",
    minRequests: policy.minRequests,
    windowMinutes: policy.windowSeconds / 60,
    goldenMinutes: policy.goldenSeconds / 60,
  };
}

export function editOf(form: CanaryForm) {
  return {
    enabled: form.enabled,
    maxErrorPermille: Math.round(Number(form.errorPercent) * 10),
    maxFirstTokenPercent: form.firstTokenPercent === "" ? null : form.firstTokenPercent,
    maxFirstTokenMillis: form.firstTokenMillis === "" ? null : form.firstTokenMillis,
    minRequests: Number(form.minRequests),
    windowSeconds: Math.round(Number(form.windowMinutes) * 60),
    goldenSeconds: Math.round(Number(form.goldenMinutes) * 60),
  };
}
