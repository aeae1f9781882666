import type { Finding } from "#core/detection/finding";
import { type Say, type Shown, shownAs } from "#core/detection/override";
import type { CompiledRule } from "#core/detection/rule";
import type { EpochMicros, Event, EventId } from "#core/event/event";

/** An event of a finding, where a person can find it again. */
export interface Piece {
  readonly file: string;
  readonly record: number;
  readonly event_id: EventId;
}

/**
 * A finding as lib/cli/README.md writes it: one JSON object, without a line break. `rule` is as its file has it; `alert` is
 * there where the rule lets its events say what the alert is shown as.
 */
export function findingLine(rule: CompiledRule, event: Event): string {
  const { file, record } = event.record.position;
  const shown = shownAs(rule, (field) => event.get(field));
  const evidence = [{ file, record, event_id: event.id }];
  return line(rule, shown, { at: isoTime(event.timestamp), host: event.host.name, evidence, cells: {} });
}

/** Where a finding happened, and its events. */
interface Placed {
  readonly host: string;
  readonly evidence: readonly Piece[];
  readonly mostEvidence: number;
  readonly say?: Say | undefined;
}

/** The same for a finding on several events; `say`: what all of them say. Evidence beyond the limit is cut, and `evidence_total` says how much there was. */
export function statefulLine(
  rule: CompiledRule,
  finding: Finding,
  { host, evidence, mostEvidence, say = () => undefined }: Placed,
): string {
  const isCut = evidence.length > mostEvidence;
  return line(rule, shownAs(rule, say), {
    at: isoTime(finding.at),
    host,
    evidence: isCut ? evidence.slice(0, mostEvidence) : evidence,
    ...(isCut && { evidence_total: evidence.length }),
    cells: finding.cells,
  });
}

interface Told {
  readonly at: string | null;
  readonly host: string;
  readonly evidence: readonly Piece[];
  readonly evidence_total?: number;
  readonly cells: Finding["cells"];
}

function line({ id, title, language, severity }: CompiledRule, shown: Shown | null, told: Told): string {
  const alert = shown ? { alert: { title: shown.title, severity: shown.severity, risk_score: shown.riskScore } } : {};
  return JSON.stringify({ rule: { id, title, language, severity }, ...alert, ...told });
}

/** ISO 8601 with six decimals; a time outside JavaScript's dates is null. */
export function isoTime(micros: EpochMicros): string | null {
  const date = new Date(Math.floor(micros / 1_000));
  if (Number.isNaN(date.getTime())) return null;
  const rest = ((micros % 1_000) + 1_000) % 1_000;
  return date.toISOString().replace("Z", `${String(Math.floor(rest)).padStart(3, "0")}Z`);
}
