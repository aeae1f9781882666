import type pg from "pg";
import type { Reason } from "#core/detection/finding";
import { explain } from "#core/detection/match/explain";
import { outlineOf } from "#core/detection/outline";
import type { AddressLookup } from "#core/enrichment/enrich";
import type { Event } from "#core/event/event";
import type { Judge } from "#core/exception/judge";
import { PIECES_KEPT } from "#features/alert/constants";
import type { RaisedFinding, StepRef } from "#features/alert/types";
import { type ReadEvent, readEvents } from "#features/event/data";
import { getProcesses } from "#features/event/process/data";
import type { StoredHit } from "#features/hit/types";
import { instant } from "#lib/db/instant";
import { onClient } from "#lib/db/query";
import { log } from "#lib/log";
import { type RaiseContext, raisedPiece, raisedRule, shownBy } from "./raise.ts";
import type { StatefulRule } from "./stateful-rule.ts";
import { groupNames, type PartFinding } from "./stateful-run.ts";

export interface StatefulContext {
  readonly judge: Judge;
  readonly lookup: AddressLookup;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Events at hand: the others are read from the store. */
  readonly present: ReadonlyMap<string, ReadEvent>;
}

interface Placed {
  readonly hit: StoredHit;
  readonly step: StepRef | null;
}

/** Findings of rules over several events, with every event judged at its step and enriched. On the caller's connection. */
export async function raisedStateful(
  client: pg.PoolClient,
  findings: readonly PartFinding[],
  context: StatefulContext,
): Promise<readonly RaisedFinding[]> {
  if (findings.length === 0) return [];
  const placed = findings.map((finding) => ({ finding, pieces: keptOf(placedEvidence(finding)) }));
  const read = await evidenceEvents(
    client,
    placed.flatMap(({ pieces }) => pieces.map(({ hit }) => hit)),
    context.present,
  );
  const asked = [...read.values()].flatMap(({ hostId, processKey }) => (processKey === null ? [] : [{ hostId, key: processKey }]));
  const raise: RaiseContext = {
    ...context,
    processes: await getProcesses(client, asked),
    hostId: (event) => read.get(event.id)?.hostId ?? 0,
    processKey: (event) => read.get(event.id)?.processKey ?? null,
  };
  return placed.flatMap(({ finding, pieces }) => raisedOne(finding, pieces, read, raise));
}

/** As many as an alert keeps of one finding; what counts before what is silenced. */
function keptOf(placed: readonly Placed[]): readonly Placed[] {
  if (placed.length <= PIECES_KEPT) return placed;
  const counts = ({ hit }: Placed): boolean => hit.silencedBy.length === 0;
  const kept = new Set([...placed.filter(counts), ...placed.filter((each) => !counts(each))].slice(0, PIECES_KEPT));
  return placed.filter((each) => kept.has(each));
}

function raisedOne(
  { id, finding, evidence, part: { stateful } }: PartFinding,
  placed: readonly Placed[],
  read: ReadonlyMap<string, ReadEvent>,
  context: RaiseContext,
): readonly RaisedFinding[] {
  const { rule, plan } = stateful;
  const pieces = placed.flatMap(({ hit, step }) => {
    const event = read.get(hit.eventId)?.event;
    return event ? [raisedPiece(rule, { event, why: whyOf(stateful, hit, event), step }, context)] : [];
  });
  if (pieces.length === 0) {
    log.warn({ rule: rule.id, finding: id }, "none of the events of a finding is there any more");
    return [];
  }
  const outline = outlineOf(plan);
  const events = placed.flatMap(({ hit }) => read.get(hit.eventId)?.event ?? []);
  return [
    {
      rule: raisedRule(rule),
      findingId: id,
      group: Object.fromEntries(groupNames(plan).map((name) => [name, finding.cells[name] ?? null])),
      at: instant(finding.at),
      why: finding.why,
      cells: finding.cells,
      silencing: plan.op === "sequence" || plan.op === "sample" ? "any" : "all",
      pieces,
      total: evidence.length,
      ...(outline ? { outline } : {}),
      ...shownBy(rule, events),
    },
  ];
}

/** Why the event is part of it: the question it answered, explained as that of a rule over one event is. */
function whyOf({ rule, scans }: StatefulRule, { scan }: StoredHit, event: Event): readonly Reason[] {
  const plan = scans[scan];
  return plan ? explain({ ...rule, plan }, event) : [];
}

/** The evidence with the step each event is, in the order of the steps; without steps in the order of time. */
function placedEvidence({ finding: { row }, evidence, part: { stateful } }: PartFinding): readonly Placed[] {
  const outline = outlineOf(stateful.plan);
  if (!row.parts || (outline?.kind !== "sequence" && outline?.kind !== "sample")) return evidence.map((hit) => ({ hit, step: null }));
  const stored = new Map(evidence.map((hit) => [hit.eventId, hit]));
  const placed: Placed[] = [];
  for (const part of [...row.parts].sort((a, b) => Number(a.branch) - Number(b.branch))) {
    const index = Number(part.branch);
    const name = outline.steps[index]?.name;
    for (const { event, scan } of part.evidence) {
      const hit = stored.get(event);
      if (!hit) continue;
      stored.delete(event);
      // An event that answers several questions of its plan is a hit for each: it stands here for the one its step asks.
      const asked = stateful.scans.findIndex((each) => each.scan === scan);
      placed.push({ hit: { ...hit, scan: asked < 0 ? hit.scan : asked }, step: name === undefined ? null : { index, name } });
    }
  }
  return placed;
}

async function evidenceEvents(
  client: pg.PoolClient,
  hits: readonly StoredHit[],
  present: ReadonlyMap<string, ReadEvent>,
): Promise<ReadonlyMap<string, ReadEvent>> {
  const absent = new Map(hits.flatMap((hit) => (present.has(hit.eventId) ? [] : [[hit.eventId, hit]])));
  const keys = Array.from(absent.values(), ({ hostId, at, eventId }) => ({ hostId, timestamp: instant(at), id: eventId }));
  const read = new Map(await readEvents(onClient(client), keys));
  for (const { eventId } of hits) {
    const known = present.get(eventId);
    if (known) read.set(eventId, known);
  }
  return read;
}
