import type pg from "pg";
import { outlineOf } from "#core/detection/outline";
import type { CompiledRule } from "#core/detection/rule";
import type { AddressLookup } from "#core/enrichment/enrich";
import { parseTimestamp } from "#core/event/timestamp";
import type { Judge } from "#core/exception/judge";
import { PIECES_KEPT } from "#features/alert/constants";
import type { RaisedFinding } from "#features/alert/types";
import { type ReadEvent, readEvents } from "#features/event/data";
import { getProcesses } from "#features/event/process/data";
import { instant } from "#lib/db/instant";
import { onClient } from "#lib/db/query";
import { findingIdOf, type QueryFinding } from "./query-finding.ts";
import { type RaiseContext, raisedPiece, raisedRule } from "./raise.ts";

export interface QueryRaiseContext {
  readonly judge: Judge;
  readonly lookup: AddressLookup;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Rows of a query with every event read, judged and enriched. Rows none of whose events are there (any more) are left out. */
export async function raisedRows(
  client: pg.PoolClient,
  rule: CompiledRule,
  rows: readonly QueryFinding[],
  context: QueryRaiseContext,
): Promise<readonly RaisedFinding[]> {
  const kept = rows.map((row) => ({ row, events: row.events.slice(0, PIECES_KEPT) }));
  const keys = new Map(kept.flatMap(({ events }) => events.map((key) => [key.id, key])));
  const read = await readEvents(onClient(client), [...keys.values()]);
  const asked = [...read.values()].flatMap(({ hostId, processKey }) => (processKey === null ? [] : [{ hostId, key: processKey }]));
  const raise: RaiseContext = {
    ...context,
    processes: await getProcesses(client, asked),
    hostId: (event) => read.get(event.id)?.hostId ?? 0,
    processKey: (event) => read.get(event.id)?.processKey ?? null,
  };
  return kept.flatMap(({ row, events }) => {
    const present = events.flatMap(({ id }) => read.get(id) ?? []).sort(byTime);
    return present.length === 0 ? [] : [raisedRow(rule, row, present, raise)];
  });
}

const byTime = (a: ReadEvent, b: ReadEvent): number => a.event.timestamp - b.event.timestamp || (a.event.id < b.event.id ? -1 : 1);

function raisedRow(rule: CompiledRule, row: QueryFinding, present: readonly ReadEvent[], context: RaiseContext): RaisedFinding {
  const pieces = present.map(({ event }) => raisedPiece(rule, { event, why: [], step: null }, context));
  const outline = rule.plan ? outlineOf(rule.plan) : null;
  const own = row.at === null ? undefined : parseTimestamp(row.at);
  return {
    rule: raisedRule(rule),
    findingId: findingIdOf(rule.id, row),
    group: row.group ?? ofOneEvent(pieces[0]),
    at: own ? instant(own.micros) : (pieces.at(-1)?.at ?? instant(0)),
    why: [],
    cells: row.cells,
    silencing: "all",
    pieces,
    total: row.total,
    ...(outline ? { outline } : {}),
  };
}

/** An event by itself is one alert with others of the same program on the same host, as it is in a rule over one event. */
function ofOneEvent(piece: RaisedFinding["pieces"][number] | undefined): NonNullable<RaisedFinding["group"]> {
  return { host: piece?.hostName ?? null, process: piece?.process?.executable ?? piece?.process?.name ?? null };
}
