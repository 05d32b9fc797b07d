type Fields = Record<string, unknown> | null;

export interface ChangedField {
  field: string;
  /** null where the field was not there. */
  before: string | null;
  after: string | null;
}

/** The fields in which two records differ, in the order in which the newer one has them. */
export function changedFields(before: Fields, after: Fields): ChangedField[] {
  const fields = new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: textOf(before?.[field]), after: textOf(after?.[field]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
