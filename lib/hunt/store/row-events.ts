import { evidenceCounts, MAX_EVIDENCE, type Row } from "#core/detection/kql/run/row";
import type { EventReference } from "#features/hunt/types";
import type { EventSource } from "./event-source.ts";
import { arePlaces } from "./places.ts";
import { referenceOf } from "./reference.ts";

export interface RowEvents {
  readonly events: readonly EventReference[];
  readonly eventTotal: number;
}

/** References looked up at once. */
const AT_ONCE = 50_000;

/** Rows with the events they were made from: at most `most` of each, in the order they came. What Postgres counted is looked up, some rows at a time. */
export async function* eventsOf(
  rows: readonly Row[],
  most: number,
  source: EventSource,
): AsyncGenerator<readonly (readonly [row: Row, events: RowEvents])[]> {
  let waiting: { readonly row: Row; readonly counts: ReadonlyMap<string, number> }[] = [];
  let wanted = new Map<string, number>();
  let size = 0;
  for (const row of rows) {
    const counts = evidenceCounts(row.evidence);
    waiting.push({ row, counts });
    for (const [places, count] of firstPlaces(counts, most)) {
      wanted.set(places, Math.max(count, wanted.get(places) ?? 0));
      size += count;
    }
    if (size < AT_ONCE) continue;
    const found = await source.referencesAt(wanted);
    yield waiting.map(({ row: one, counts: own }) => [one, rowEvents(one, own, found, most)]);
    [waiting, wanted, size] = [[], new Map(), 0];
  }
  const found = await source.referencesAt(wanted);
  yield waiting.map(({ row, counts }) => [row, rowEvents(row, counts, found, most)]);
}

/** The places that the first events of a row are at, and how many at each. */
function firstPlaces(counts: ReadonlyMap<string, number>, most: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let left = most;
  for (const [id, count] of counts) {
    if (left <= 0) break;
    if (arePlaces(id)) places.set(id, Math.min(left, count));
    left -= count;
  }
  return places;
}

function rowEvents(
  { evidence }: Row,
  counts: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, readonly string[]>,
  most: number,
): RowEvents {
  const ids = new Set<string>();
  let counted = 0;
  for (const [id, count] of counts) {
    counted += count;
    if (ids.size >= most) continue;
    for (const one of arePlaces(id) ? (found.get(id) ?? []) : [id]) if (ids.size < most) ids.add(one);
  }
  // All are known by themselves: one that came twice is one. Up to the cap they are told apart, beyond it they are only counted.
  const total = counted <= most ? ids.size : counted < MAX_EVIDENCE ? counted : (evidence?.count ?? 0);
  return { events: [...ids].map(referenceOf), eventTotal: total };
}
