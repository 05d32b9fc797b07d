/** Numbers and times as people read them. Everything here is pure. */

const DASH = "–";

/** 1234 is "1,234", 45 678 is "45.7k", 3 200 000 is "3.20M". */
export function formatCount(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return DASH;
  const size = Math.abs(value);
  if (size < 10_000) return Math.round(value).toLocaleString("en-US");
  // The unit is chosen after rounding, so that 999 950 reads "1.00M" and never "1000.0k".
  if (size < 999_950) return `${(value / 1_000).toFixed(1)}k`;
  if (size < 999_995_000) return `${(value / 1_000_000).toFixed(2)}M`;
  return `${(value / 1_000_000_000).toFixed(2)}G`;
}

/** A rate with as many decimals as it deserves. */
export function formatRate(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return DASH;
  if (value === 0) return "0";
  if (Math.abs(value) < 9.95) return value.toFixed(1);
  return formatCount(value);
}

/** 0.4 ms to hours, one unit, three significant digits at most. */
export function formatMillis(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return DASH;
  if (value === 0) return "0 ms";
  if (value < 1) return `${value.toFixed(2)} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 59_950) return `${(value / 1_000).toFixed(value < 9_995 ? 2 : 1)} s`;
  if (value < 3_599_500) return `${(value / 60_000).toFixed(1)} min`;
  return `${(value / 3_600_000).toFixed(1)} h`;
}

/** In units of 1000, as file sizes are told: "812 B", "3.20 MB". */
export function formatBytes(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return DASH;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const digits = unit === 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${units[unit]}`;
}

export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return DASH;
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? "<1 %" : `${Math.round(percent)} %`;
}

/** "limit per minute": null means there is none. */
export function formatLimit(value: number | null | undefined): string {
  return value == null ? "unlimited" : formatCount(value);
}

type Instant = string | number | null | undefined;

function toDate(value: Instant): Date | null {
  if (value == null) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function formatDateTime(value: Instant): string {
  const date = toDate(value);
  return date ? date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : DASH;
}

export function formatClock(value: Instant): string {
  const date = toDate(value);
  return date ? date.toLocaleTimeString(undefined, { hour12: false }) : DASH;
}

/** "just now", "5 min ago", "in 3 days"; `now` is an argument so that tests can choose it. */
export function formatAgo(value: Instant, now: number = Date.now()): string {
  const date = toDate(value);
  if (!date) return DASH;
  const seconds = Math.round((date.getTime() - now) / 1000);
  if (Math.abs(seconds) < 45) return "just now";
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(seconds) < 3_600) return relative.format(Math.trunc(seconds / 60), "minute");
  if (Math.abs(seconds) < 86_400) return relative.format(Math.trunc(seconds / 3_600), "hour");
  return relative.format(Math.trunc(seconds / 86_400), "day");
}
