import type { AddressField, Condition, TextField } from "#core/exception/exception";

/** The fields in the analyst's words; the ECS name stands beside them in the form. */
export const FIELD_WORD: { readonly [F in AddressField | TextField]: string } = {
  "destination.ip": "Destination address",
  "source.ip": "Source address",
  "process.command_line": "Command line",
  "process.parent.command_line": "Parent command line",
  "process.executable": "Executable",
  "user.name": "User",
  "host.name": "Host",
};

export const OPERATOR_WORD: { readonly [O in Condition["operator"]]: string } = {
  address: "is or lies in",
  exact: "is exactly",
  wildcard: "matches",
};

/** Lifetimes offered, the recommended one first in mind but not in order. */
export const LIFETIMES = [
  { value: "8h", label: "8 hours", hours: 8 },
  { value: "24h", label: "24 hours", hours: 24 },
  { value: "7d", label: "7 days", hours: 168 },
  { value: "30d", label: "30 days", hours: 720 },
  { value: "90d", label: "90 days", hours: 2160 },
  { value: "1y", label: "1 year", hours: 8760 },
  { value: "never", label: "Until removed", hours: null },
] as const;
export type Lifetime = (typeof LIFETIMES)[number]["value"];

/** When an exception made now would end; null: not by itself. */
export function expiryOf(lifetime: Lifetime, now: number): string | null {
  const hours = LIFETIMES.find(({ value }) => value === lifetime)?.hours ?? null;
  return hours === null ? null : new Date(now + hours * 3_600_000).toISOString();
}

/** Reasons one keeps typing; keys 1 to 6 put them in. */
export const REASONS = [
  "Known tool, used as intended",
  "Administrator's work",
  "Security test or scanner",
  "Known destination",
  "The rule is too broad here",
  "Planned maintenance",
] as const;

export function exceptionName(number: number): string {
  return `EX-${String(number).padStart(4, "0")}`;
}
