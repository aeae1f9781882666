import type { CompiledRule } from "#core/detection/rule";
import type { EpochMicros, Event } from "#core/event/event";

/** A finding as the contract writes it (DESIGN.md §13): one JSON object, without a line break. */
export function findingLine(rule: CompiledRule, event: Event): string {
  const { id, title, language, severity } = rule;
  const { file, record } = event.record.position;
  return JSON.stringify({
    rule: { id, title, language, severity },
    at: isoTime(event.timestamp),
    host: event.host.name,
    evidence: [{ file, record, event_id: event.id }],
    cells: {},
  });
}

/** ISO 8601 with six decimals; a time outside JavaScript's dates is null. */
export function isoTime(micros: EpochMicros): string | null {
  const date = new Date(Math.floor(micros / 1_000));
  if (Number.isNaN(date.getTime())) return null;
  const rest = ((micros % 1_000) + 1_000) % 1_000;
  return date.toISOString().replace("Z", `${String(Math.floor(rest)).padStart(3, "0")}Z`);
}
