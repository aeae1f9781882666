import type { Fold, Step } from "#core/detection/kql/run/fold";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { Column } from "#core/detection/kql/value/type";
import { formatTimestamp } from "#core/event/timestamp";
import type { LightName, LightReader } from "./light.ts";
import { type Sql, sql } from "./sql.ts";

/** What tells events apart whose stored columns are enough: those alike in it are counted by Postgres. */
export interface Grouping {
  /** Events of which it does not hold are told apart by their records. */
  readonly known: Sql;
  readonly columns: readonly LightName[];
  /** Conditions and functions of the time that have one value in a group. */
  readonly steps: readonly Sql[];
  /** Whether groups are wanted even where they save nothing. */
  readonly isNeeded: boolean;
}

/** Each costs a comparison an event. */
const MOST_STEPS = 24;

export function isTimeColumn(column: Column | undefined): boolean {
  return column?.name === "Timestamp" || column?.name === "TimeGenerated";
}

/** Undefined where Postgres cannot tell the rows apart, or hardly any two of them would be alike. */
export function groupingOf(fold: Fold, columns: readonly Column[], { known, needs }: LightReader): Grouping | undefined {
  const ofTime = [...fold.steps.map(({ column }) => column), ...fold.extremes];
  if (!ofTime.every((column) => isTimeColumn(columns[column]))) return undefined;
  if ([...fold.columns].some((column) => isTimeColumn(columns[column]))) return undefined;
  const steps = new Map<string, Sql>();
  for (const step of fold.steps) {
    const found = stepSql(step);
    if (!found) return undefined;
    for (const one of found) steps.set(JSON.stringify(one), one);
  }
  if (steps.size > MOST_STEPS) return undefined;
  return { known, columns: [...needs], steps: [...steps.values()], isNeeded: false };
}

/** The stored time is whole microseconds: an edge between two of them is the later one's, one on an instant has two sides. */
function stepSql(step: Step): readonly Sql[] | undefined {
  if (step.kind === "every") {
    const origin = step.origin - EPOCH_TICKS;
    if (step.ticks % 10n !== 0n || origin % 10n !== 0n || step.ticks > LONGEST) return undefined;
    const from = step.origin === 0n ? FIRST_INSTANT : instantOf(origin / 10n);
    if (from === undefined) return undefined;
    return [sql(`date_bin(?::interval, e."timestamp", ?::timestamptz)`, `${step.ticks / 10n} microseconds`, from)];
  }
  const ticks = step.at - EPOCH_TICKS;
  const micros = ticks / 10n - (ticks < 0n && ticks % 10n !== 0n ? 1n : 0n);
  const edges = ticks % 10n === 0n ? [micros, micros + 1n] : [micros + 1n];
  const instants = edges.map(instantOf);
  return instants.every((at) => at !== undefined) ? instants.map((at) => sql(`e."timestamp" >= ?::timestamptz`, at)) : undefined;
}

const FIRST_INSTANT = "0001-01-01T00:00:00Z";

/** A thousand years. */
const LONGEST = 365_000n * 864_000_000_000n;

/** Undefined where a number cannot tell microseconds apart: before 1684 and after 2255. */
function instantOf(micros: bigint): string | undefined {
  const number = Number(micros);
  return Number.isSafeInteger(number) ? formatTimestamp(number) : undefined;
}
