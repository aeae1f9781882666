import type { RuleId } from "#core/detection/finding";
import type { ScanId } from "#core/detection/ir/plan";
import { hitFieldsOf, scansOf } from "#core/detection/ir/plan-walk";
import { overridingFields } from "#core/detection/override";
import type { CompiledRule } from "#core/detection/rule";
import { isStateful } from "#core/detection/stateful";
import { stepNames } from "#core/detection/step-place";
import type { EpochMicros, Event, EventId } from "#core/event/event";
import type { FieldRef } from "#core/event/field";
import { instantOrder } from "#core/event/instant-order";
import type { FieldValue } from "#core/event/value";

/** What is to be kept of events that satisfy a scan. */
interface Watched {
  readonly fields: Set<FieldRef>;
  /** The steps of each rule that its events can be. */
  readonly rules: Map<RuleId, readonly string[]>;
}

/** The scans rules over several events stand on. */
export type Watch = ReadonlyMap<ScanId, Watched>;

/** A rule an exception silences an event for: at any of its steps, or at one. */
export interface Silence {
  readonly rule: RuleId;
  readonly step: string | null;
}

/** A hit as plain data: it can go from thread to thread, and holds no event in memory. */
export interface CapturedHit {
  readonly scan: ScanId;
  readonly event: EventId;
  readonly at: EpochMicros;
  readonly file: string;
  readonly record: number;
  /** Its place among the events of its instant. */
  readonly order: number;
  readonly host: string;
  /** Values of the fields its rules ask for, by `view:name`. */
  readonly values: readonly (readonly [field: string, value: FieldValue])[];
  readonly silencedFor: readonly Silence[];
}

export function watchOf(rules: readonly CompiledRule[]): Watch {
  const watch = new Map<ScanId, Watched>();
  for (const rule of rules) {
    if (!rule.plan || rule.isSilent || !isStateful(rule)) continue;
    const fields = [...hitFieldsOf(rule.plan), ...overridingFields(rule)];
    for (const { scan } of scansOf(rule.plan)) {
      const watched = watch.get(scan) ?? { fields: new Set(), rules: new Map() };
      for (const field of fields) watched.fields.add(field);
      watched.rules.set(rule.id, stepNames(rule.plan, scan));
      watch.set(scan, watched);
    }
  }
  return watch;
}

export function fieldKey({ view, name }: FieldRef): string {
  return `${view}:${name}`;
}

/** The hits an event gives to rules over several events, each scan once. */
export function captureHits(
  matched: readonly CompiledRule[],
  event: Event,
  watch: Watch,
  isSilencedFor: (rule: RuleId, step?: string) => boolean,
): readonly CapturedHit[] {
  if (watch.size === 0) return [];
  const hits = new Map<ScanId, CapturedHit>();
  for (const { plan } of matched) {
    const watched = plan?.op === "scan" ? watch.get(plan.scan) : undefined;
    if (plan?.op !== "scan" || !watched || hits.has(plan.scan)) continue;
    const values = [...watched.fields].flatMap((field) => {
      const value = event.get(field);
      return value === undefined ? [] : [[fieldKey(field), value] as const];
    });
    const silencedFor = [...watched.rules].flatMap(([rule, steps]): readonly Silence[] => {
      if (isSilencedFor(rule)) return [{ rule, step: null }];
      return steps.filter((step) => step !== "" && isSilencedFor(rule, step)).map((step) => ({ rule, step }));
    });
    const { file, record } = event.record.position;
    hits.set(plan.scan, {
      scan: plan.scan,
      event: event.id,
      at: event.timestamp,
      file,
      record,
      order: instantOrder(event),
      host: event.host.name,
      values,
      silencedFor,
    });
  }
  return [...hits.values()];
}
