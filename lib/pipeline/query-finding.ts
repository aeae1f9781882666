import { createHash } from "node:crypto";
import type { JsonCell } from "#core/detection/kql/run/print";
import type { CompiledRule } from "#core/detection/rule";
import type { Scalar } from "#core/event/value";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";

type Cells = { readonly [column: string]: Scalar | null };

/** A row of a rule's query on its way to being a finding. */
export interface QueryFinding {
  readonly cells: Cells;
  /** The row's own time; null: that of its last event. */
  readonly at: string | null;
  /** What makes rows one alert, or null: the host and program of its one event. */
  readonly group: Cells | null;
  readonly events: HuntResultRow["events"];
  readonly total: number;
}

const OWN_TIMES = ["Timestamp", "TimeGenerated"];

/**
 * A row as a finding. It is one alert with others that agree in what the rule maps to entities; of rules that map nothing, in their
 * texts: numbers, times and sets change from one execution to the next while it is the same thing that is found.
 */
export function queryFinding({ details }: Pick<CompiledRule, "details">, columns: readonly HuntColumn[], row: HuntResultRow): QueryFinding {
  const cells: [string, Scalar | null][] = columns.map(({ name }, index) => [name, scalarOf(row.cells[index] ?? null)]);
  const mapped = new Set((details?.entityMappings ?? []).flatMap(({ fields }) => fields.map(({ column }) => column)));
  const entities = cells.filter(([name]) => mapped.has(name));
  const texts = cells.filter((_, index) => ["string", "guid"].includes(columns[index]?.type ?? ""));
  const own = columns.findIndex(({ name, type }) => OWN_TIMES.includes(name) && type === "datetime");
  const at = own < 0 ? null : row.cells[own];
  // A row that has kept its event's time is that event; one that has not was counted together, if of one event only.
  const group = entities.length > 0 ? entities : own >= 0 && row.eventTotal === 1 ? null : texts;
  return {
    cells: Object.fromEntries(cells),
    at: typeof at === "string" ? at : null,
    group: group && Object.fromEntries(group),
    events: row.events,
    total: row.eventTotal,
  };
}

function scalarOf(cell: JsonCell): Scalar | null {
  return typeof cell === "object" && cell !== null ? JSON.stringify(cell) : cell;
}

/** Same rule, group and events: same finding, whichever execution found it. */
export function findingIdOf(
  ruleId: string,
  { group, events }: { readonly group: Cells | null; readonly events: readonly { readonly id: string }[] },
): string {
  const named = group && Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1));
  const hex = createHash("sha256")
    .update(JSON.stringify([ruleId, named, events.map(({ id }) => id).sort()]))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
