import type { Finding } from "#core/detection/finding";
import type { ScanId } from "#core/detection/ir/plan";
import { scansOf } from "#core/detection/ir/plan-walk";
import { overridingFields, type Say, sayAlike } from "#core/detection/override";
import type { CompiledRule } from "#core/detection/rule";
import type { Hit } from "#core/detection/run/row";
import { isStateful, runStateful, type StatefulFinding } from "#core/detection/stateful";
import { stepNames, stepPlaces } from "#core/detection/step-place";
import type { EventId } from "#core/event/event";
import { statefulLine } from "./finding-line.ts";
import { type CapturedHit, fieldKey, type Silence } from "./watch.ts";

export interface StatefulFindings {
  readonly lines: readonly string[];
  /** Findings that exceptions silence: any of their events where all are needed, otherwise all of them. */
  readonly silenced: number;
  readonly problems: readonly string[];
}

/** Hits kept for rules over several events; at some 300 bytes each they stay below a gigabyte. */
const MOST_HITS = 3_000_000;

/** Holds the hits of all files until the last is read: only then is their order in time known. */
export class HitStore {
  private readonly byScan = new Map<ScanId, CapturedHit[]>();
  private count = 0;
  private dropped = 0;

  constructor(private readonly rules: readonly CompiledRule[]) {}

  keep(hits: readonly CapturedHit[]): void {
    for (const hit of hits) {
      if (this.count >= MOST_HITS) {
        this.dropped++;
        continue;
      }
      this.count++;
      const list = this.byScan.get(hit.scan);
      if (list) list.push(hit);
      else this.byScan.set(hit.scan, [hit]);
    }
  }

  findings(mostEvidence: number): StatefulFindings {
    const lines: string[] = [];
    let silenced = 0;
    for (const rule of this.rules) {
      if (!rule.plan || rule.isSilent || !isStateful(rule)) continue;
      const kept = scansOf(rule.plan).flatMap(({ scan }) => this.byScan.get(scan) ?? []);
      const places = new Map<EventId, CapturedHit>();
      const silences = new Map<EventId, readonly Silence[]>();
      for (const hit of kept) {
        places.set(hit.event, earlier(hit, places.get(hit.event)));
        const ofRule = hit.silencedFor.filter((silence) => silence.rule === rule.id);
        if (ofRule.length > 0) silences.set(hit.event, [...(silences.get(hit.event) ?? []), ...ofRule]);
      }
      const { plan } = rule;
      const isOverridden = overridingFields(rule).length > 0;
      const isSilentAt = (event: EventId, step?: string): boolean => covers(silences.get(event), step);
      const isSilent = ({ event, scan }: CapturedHit): boolean => {
        const steps = stepNames(plan, scan);
        return silences.has(event) && steps.length > 0 && steps.every((step) => isSilentAt(event, step));
      };
      for (const finding of findingsOf(rule, kept, isSilent)) {
        const placed = stepPlaces(plan, finding.row);
        const evidence = placed.flatMap(({ event }) => places.get(event) ?? []);
        const silent = placed.map(({ event, step }) => isSilentAt(event, step));
        if (needsEveryEvent(rule) ? silent.includes(true) : !silent.includes(false)) {
          silenced++;
          continue;
        }
        const pieces = evidence.map(({ file, record, event }) => ({ file, record, event_id: event }));
        const say = isOverridden ? sayAlike(evidence.map(valuesOf)) : undefined;
        lines.push(statefulLine(rule, finding, { host: hostOf(finding, places), evidence: pieces, mostEvidence, say }));
      }
    }
    const problems = this.dropped > 0 ? [`${this.dropped} hits beyond ${MOST_HITS} were not looked at by rules over several events`] : [];
    return { lines, silenced, problems };
  }
}

function covers(silences: readonly Silence[] | undefined, step: string | undefined): boolean {
  return silences?.some((silence) => silence.step === null || silence.step === step) ?? false;
}

/** That of the last event: the one that completed it. */
function hostOf({ evidence }: Finding, places: ReadonlyMap<EventId, CapturedHit>): string {
  const [last] = evidence.slice(-1);
  return (last && places.get(last)?.host) ?? "";
}

/** Steps and branches are all needed; what is counted is not. */
function needsEveryEvent({ plan }: CompiledRule): boolean {
  return plan?.op === "sequence" || plan?.op === "sample";
}

/**
 * What a rule finds, and what it finds without the events that are silenced: an exception takes a sequence with it, never
 * another one that could have been completed without its event.
 */
function findingsOf(rule: CompiledRule, kept: readonly CapturedHit[], isSilent: (hit: CapturedHit) => boolean): readonly StatefulFinding[] {
  const found = runStateful(rule, kept.map(hitOf));
  if (!needsEveryEvent(rule) || !kept.some(isSilent)) return found;
  const known = new Set(found.map(nameOf));
  const loud = runStateful(rule, kept.filter((hit) => !isSilent(hit)).map(hitOf));
  return [...found, ...loud.filter((finding) => !known.has(nameOf(finding)))];
}

const nameOf = ({ evidence, cells }: Finding): string => JSON.stringify([evidence, cells]);

/** Of an event read twice the same copy is shown whichever thread was first. */
function earlier(a: CapturedHit, b: CapturedHit | undefined): CapturedHit {
  if (!b) return a;
  return a.file < b.file || (a.file === b.file && a.record < b.record) ? a : b;
}

function hitOf(hit: CapturedHit): Hit {
  const { scan, event, at, order } = hit;
  return { scan, event, at, order, get: valuesOf(hit) };
}

function valuesOf({ values }: CapturedHit): Say {
  const fields = new Map(values);
  return (field) => fields.get(fieldKey(field));
}
