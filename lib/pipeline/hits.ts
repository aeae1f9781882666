import type { ScanId } from "#core/detection/ir/plan";
import type { CompiledRule } from "#core/detection/rule";
import type { Hit } from "#core/detection/run/row";
import type { Event, EventId } from "#core/event/event";
import type { FieldRef } from "#core/event/field";
import { instantOrder } from "#core/event/instant-order";
import type { StoredHit } from "#features/hit/types";
import type { Asker, StatefulRule, StatefulRules } from "./stateful-rule.ts";

/** Who says which exceptions silence an event as a step of a rule. */
export type Silencer = (rule: CompiledRule, step: string) => readonly string[];

/** The scans that an event satisfied and some rule over several events asks, each once. */
export function askedScans(matched: readonly CompiledRule[], { byScan }: StatefulRules): readonly ScanId[] {
  if (byScan.size === 0) return NONE;
  const scans = new Set<ScanId>();
  for (const { plan } of matched) if (plan?.op === "scan" && byScan.has(plan.scan)) scans.add(plan.scan);
  return [...scans];
}

const NONE: readonly ScanId[] = [];

/** What an event gives to the rules that ask for it: one hit for each of their parts it belongs to. */
export function hitsOf(
  event: Event,
  askers: readonly Asker[],
  { hostId, isFilled, silencer }: { readonly hostId: number; readonly isFilled: boolean; readonly silencer: Silencer | null },
): readonly StoredHit[] {
  const hits: StoredHit[] = [];
  for (const { stateful, scan } of askers) {
    const asked = stateful.scans[scan];
    if (!asked) continue;
    const hit: Hit = {
      scan: asked.scan,
      event: event.id,
      at: Math.round(event.timestamp),
      order: instantOrder(event),
      get: (field) => event.get(field),
    };
    const keys = stateful.partition.keysOf(hit);
    if (keys.length === 0) continue;
    const { at, order } = hit;
    const values = stateful.fields.map((field) => event.get(field) ?? null);
    const silencedBy = silencer ? silencing(stateful, scan, silencer) : [];
    for (const key of keys) {
      hits.push({ planId: stateful.planId, key, at, eventId: event.id, hostId, scan, order, values, silencedBy, isFilled });
    }
  }
  return hits;
}

/** What silences a hit wherever it could stand; nothing when it could still be evidence somewhere. */
export function silencing({ rule, steps }: StatefulRule, scan: number, silencer: Silencer): readonly string[] {
  const found = new Set<string>();
  for (const step of steps[scan] ?? []) {
    const exceptions = silencer(rule, step);
    if (exceptions.length === 0) return [];
    for (const exception of exceptions) found.add(exception);
  }
  return [...found];
}

/** A stored hit as operators read it. */
export function readHit(stored: StoredHit, { scans, fields }: StatefulRule): Hit | undefined {
  const scan = scans[stored.scan]?.scan;
  if (scan === undefined) return undefined;
  const positions = positionsOf(fields);
  return {
    scan,
    event: stored.eventId as EventId,
    at: stored.at,
    order: stored.order,
    get: (field) => stored.values[positions.get(field) ?? -1] ?? undefined,
  };
}

const known = new WeakMap<readonly FieldRef[], ReadonlyMap<FieldRef, number>>();

function positionsOf(fields: readonly FieldRef[]): ReadonlyMap<FieldRef, number> {
  const positions = known.get(fields) ?? new Map(fields.map((field, position) => [field, position]));
  known.set(fields, positions);
  return positions;
}
