import type { EpochMicros, EventId } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import type { FieldValue, Scalar } from "../../event/value.ts";
import type { ColumnName, ScanId } from "../ir/plan.ts";

/** An event that satisfied a scan, with as much of it as operators ask for (`hitFieldsOf`). */
export interface Hit {
  readonly scan: ScanId;
  readonly event: EventId;
  readonly at: EpochMicros;
  /** Orders events of one instant (`event/instant-order.ts`). Equal ones are ordered by their ids. */
  readonly order: number;
  get(field: FieldRef): FieldValue | undefined;
}

/** One value of a column: equal keys are equal values, `value` is as the first event spelt it. */
export interface Cell {
  readonly key: string;
  readonly value: Scalar | null;
}

/** What flows between operators: something that was complete at a moment, and the events it is made of. */
export interface RunRow {
  readonly id: string;
  readonly at: EpochMicros;
  readonly order: number;
  /** In the order of time, no event twice. */
  readonly evidence: readonly Hit[];
  /** Where in a union it came from. */
  readonly branch?: string;
  readonly columns: ReadonlyMap<ColumnName, readonly Cell[]>;
  /** What the row says for itself: the values it was grouped by and what was counted. */
  readonly cells: { readonly [column: string]: Scalar | null };
  /** The rows it was made of, in the order in which its operator took them; absent for the row of an event. */
  readonly parts?: readonly RunRow[];
}

interface Placed {
  readonly at: EpochMicros;
  readonly order: number;
}

/** The one order of time: by instant, then as recorded, then by id, so that no two orders of arrival differ. */
export function compareHits(a: Hit, b: Hit): number {
  return comparePlaces(a, b) || compareTexts(a.event, b.event);
}

export function compareRows(a: RunRow, b: RunRow): number {
  return comparePlaces(a, b) || compareTexts(a.id, b.id);
}

function comparePlaces(a: Placed, b: Placed): number {
  return a.at - b.at || a.order - b.order;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The row of an event by itself. */
export function hitRow(hit: Hit): RunRow {
  return { id: hit.event, at: hit.at, order: hit.order, evidence: [hit], columns: NONE, cells: {} };
}

const NONE: ReadonlyMap<ColumnName, readonly Cell[]> = new Map();

function eventsOf(rows: readonly RunRow[]): readonly Hit[] {
  const hits = new Map<EventId, Hit>();
  for (const row of rows) for (const hit of row.evidence) if (!hits.has(hit.event)) hits.set(hit.event, hit);
  return [...hits.values()].sort(compareHits);
}

/** One row made of several: complete at the last of them. Rows must be in order and at least one. */
export function joinRows(rows: readonly RunRow[], cells: RunRow["cells"], columns: RunRow["columns"]): RunRow {
  const last = rows.at(-1);
  const evidence = rows.length === 1 ? (last?.evidence ?? []) : eventsOf(rows);
  return { id: rows.map((row) => row.id).join("+"), at: last?.at ?? 0, order: last?.order ?? 0, evidence, columns, cells, parts: rows };
}
