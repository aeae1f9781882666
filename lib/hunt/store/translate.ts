import { mapTest, type Test, testColumns } from "#core/detection/kql/run/test";
import { type TableSource, tableSources } from "#core/detection/kql/tables/event-row";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { Column } from "#core/detection/kql/value/type";
import type { EpochMicros } from "#core/event/event";
import { ALL, conditionOn, type Sides, type TableContext } from "./columns.ts";
import { and, type Condition, guarded, isSame, or, sql } from "./sql.ts";

/**
 * What Postgres can tell of a condition on a table's rows: every stored event that is a row for which it is true passes. It may
 * let others through; the query itself looks again.
 */
export function conditionFor(test: Test, columns: readonly Column[], context: TableContext): Condition {
  const sides = may(test, true, columns, context);
  const sources = tableSources(context.table);
  const [first, ...others] = sources;
  if (first && isDefenders(first)) {
    const classes = others.map(memberOf);
    const named = or(...classes, sql(`e.raw LIKE ?`, `%${context.table}%`));
    const isRow = context.table === "DeviceEvents" ? or(sql("e.class = 'other'"), named) : named;
    const ofDefender = guarded(IS_DEFENDER, isRow, sides.defender);
    return or(...others.map((source) => guarded(memberOf(source), sql("e.source <> 'defender'"), sides.derived)), ofDefender);
  }
  if (isSame(sides.derived, sides.defender)) return guarded(or(...sources.map(memberOf)), sides.derived);
  return or(...sources.map((source) => guarded(memberOf(source), sideOf(source, sides))));
}

/** Of the events of hosts that a condition can be true of, all, and of others perhaps those of Defender. */
export function hostsFor(test: Test, columns: readonly Column[], context: TableContext): Condition {
  const ofHosts = mapTest(test, (column) => (/^Device(?:Name|Id)$/.test(columns[column]?.name ?? "") ? column : undefined));
  const { derived, defender } = may(ofHosts, true, columns, context);
  return or(derived, and(IS_DEFENDER, defender));
}

const IS_DEFENDER = sql("e.source = 'defender'");

/** Rows of Defender are in the table that they name or in that of their class. */
function isDefenders({ sources }: TableSource): boolean {
  return sources?.length === 1 && sources[0] === "defender";
}

/** Whether an event is one of those. */
function memberOf({ classes, sources, channels }: TableSource): Condition {
  return and(
    classes === "any" || sql("e.class = ANY(?::text[])", classes),
    sources === undefined || sql("e.source = ANY(?::text[])", sources),
    channels === undefined || sql("lower(e.channel) = ANY(?::text[])", channels),
  );
}

function sideOf({ sources }: TableSource, { derived, defender }: Sides): Condition {
  if (sources && !sources.includes("defender")) return derived;
  return or(and(sql("e.source <> 'defender'"), derived), and(IS_DEFENDER, defender));
}

/** A row for which a part is null is neither wanted as true nor as false: only the contrary of a whole leaf turns one into the other. */
function may(test: Test, wanted: boolean, columns: readonly Column[], context: TableContext): Sides {
  switch (test.kind) {
    case "unknown":
      return ALL;
    case "not":
      return may(test.of, !wanted, columns, context);
    case "leaf": {
      const column = columns[test.column];
      return column ? conditionOn(column, test, wanted, context) : ALL;
    }
    case "and":
    case "or": {
      const sides = test.parts.map((part) => may(part, wanted, columns, context));
      const join = (test.kind === "and") === wanted ? and : or;
      return { derived: join(...sides.map((side) => side.derived)), defender: join(...sides.map((side) => side.defender)) };
    }
  }
}

export interface TimeSpan {
  readonly from: EpochMicros;
  /** Not in it. */
  readonly to: EpochMicros;
}

/** The instants that rows can have for which a condition is true: what leaves whole partitions out. */
export function spanOf(test: Test, columns: readonly Column[], within: TimeSpan): TimeSpan {
  let { from, to } = within;
  const parts = test.kind === "and" ? test.parts : [test];
  for (const part of parts) {
    if (part.kind === "and") ({ from, to } = spanOf(part, columns, { from, to }));
    if (part.kind !== "leaf" || !isTime(columns[part.column]?.name)) continue;
    const [bound] = part.values;
    if (typeof bound !== "bigint") continue;
    const micros = Number((bound - EPOCH_TICKS) / 10n);
    if (part.op === ">" || part.op === ">=" || part.op === "==") from = Math.max(from, micros - 2);
    if (part.op === "<" || part.op === "<=" || part.op === "==") to = Math.min(to, micros + 3);
  }
  return { from, to };
}

const isTime = (name: string | undefined): boolean => name === "Timestamp" || name === "TimeGenerated";

/** Which columns a condition needs to be looked at again. */
export function columnsOf(test: Test): readonly number[] {
  return [...testColumns(test)];
}
