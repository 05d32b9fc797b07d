/** What the audit page looks for; an empty field does not count. */
export interface AuditFilter {
  actor: string;
  action: string;
  subject: string;
  /** Days as the browser's calendar has them, both included. */
  from: string;
  to: string;
}

export const NO_FILTER: AuditFilter = { actor: "", action: "", subject: "", from: "", to: "" };

type Query = Partial<Record<keyof AuditFilter, string>>;

/** The filter as the server takes it: without empty fields, days as moments. */
export function queryOf(filter: AuditFilter): Query {
  const query: Query = {};
  if (filter.actor.trim()) query.actor = filter.actor.trim();
  if (filter.action.trim()) query.action = filter.action.trim();
  if (filter.subject.trim()) query.subject = filter.subject.trim();
  if (filter.from) query.from = startOf(filter.from, 0);
  if (filter.to) query.to = startOf(filter.to, 1);
  return query;
}

function startOf(day: string, daysLater: number): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

export function csvAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(queryOf(filter)).toString();
  return query ? `/api/v1/audit.csv?${query}` : "/api/v1/audit.csv";
}
