import type { EpochMicros } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import type { Expr } from "./expr.ts";
import type { RangeCompare } from "./test.ts";
import type { Value } from "./value.ts";

/** Names a scan by what it asks: equal questions of different rules have equal ids, whatever language asked. */
export type ScanId = string & { readonly brand: "ScanId" };

/** A column of the rows between operators; unique in its operator. */
export type ColumnName = string;

/** Microseconds; Infinity where a language sets no limit. */
export type Micros = EpochMicros;

/**
 * A column read from the events a row stands for. It holds every distinct value they have.
 * `fold`: values that differ in case only are one. `optional`: rows without a value have absence as their value;
 * otherwise they take no part.
 */
export interface Column {
  readonly name: ColumnName;
  readonly field: FieldRef;
  /** Computed from the events' fields instead; `field` then only names it. */
  readonly computed?: Value;
  readonly fold: boolean;
  readonly optional: boolean;
}

/** An input whose rows remember where they came from. */
export interface Branch {
  readonly name: string;
  readonly input: Plan;
  readonly columns: readonly Column[];
}

/** A step of a sequence. `absent`: nothing of it may happen between its neighbours, or within the span before or after them. */
export interface Step extends Branch {
  readonly absent?: true;
}

/**
 * What a window knows of its rows: how many events, how many branches, how many different values (of several columns:
 * combinations), and of the numbers in a column their sum, mean and percentile (nearest rank; the 50th of an even
 * count is the mean of the middle two). Unknown when there is no number.
 */
export type Aggregate =
  | { readonly name: ColumnName; readonly fn: "count" | "branches" }
  | { readonly name: ColumnName; readonly fn: "distinct"; readonly columns: readonly ColumnName[] }
  | { readonly name: ColumnName; readonly fn: "sum" | "avg"; readonly column: ColumnName }
  | { readonly name: ColumnName; readonly fn: "percentile"; readonly column: ColumnName; readonly percentile: number };

/** When a window fires. `saw`: the branch has a row in it; negated, no row within the span around the rows that are there. */
export type Having =
  | { readonly kind: "compare"; readonly aggregate: ColumnName; readonly compare: RangeCompare | "=" | "!="; readonly bound: number }
  | { readonly kind: "saw"; readonly branch: string }
  | { readonly kind: "and" | "or"; readonly args: readonly Having[] }
  | { readonly kind: "not"; readonly arg: Having };

/**
 * The members of each operator.
 * - `scan`: every event that satisfies a predicate.
 * - `union`: the rows of several branches in the order of time.
 * - `window`: per value of `by`, the rows of the last `within`; fires at the row that makes `having` true and starts anew after it.
 * - `sequence`: per value of `by`, one row of each step in order within a span; the latest possible start wins.
 *   `ties`: rows of one instant are in the order `recorded`, or in `any` order the steps need. `until` ends what is under way.
 * - `novel`: a row whose combination of values in `by` no row of the last `history` has had; rows with several values are a
 *   combination each. Rows without a value of a column take no part.
 * - `sample`: per value of `by`, one row of each branch in any order, no event twice; `once` for each value, or again and
 *   again. `until` forgets what was seen.
 * - `query`: the rows of a tabular (KQL) query over the named tables. It is the whole plan, asks no scan and never streams:
 *   it runs over a store of events (`kql/query.ts`), on a schedule or when somebody asks.
 */
interface Operators {
  readonly scan: { readonly scan: ScanId; readonly where: Expr };
  readonly union: { readonly branches: readonly Branch[] };
  readonly window: {
    readonly input: Plan;
    readonly by: readonly ColumnName[];
    readonly within: Micros;
    readonly aggregates: readonly Aggregate[];
    readonly having: Having;
  };
  readonly sequence: {
    readonly steps: readonly Step[];
    readonly by: readonly ColumnName[];
    readonly within: Micros;
    readonly ties: "recorded" | "any";
    readonly until?: Branch;
  };
  readonly novel: { readonly input: Plan; readonly by: readonly ColumnName[]; readonly history: Micros };
  readonly sample: {
    readonly branches: readonly Branch[];
    readonly by: readonly ColumnName[];
    readonly once: boolean;
    readonly until?: Branch;
  };
  readonly query: { readonly text: string; readonly tables: readonly string[] };
}

export type Operator = keyof Operators;

/** The plan of one operator. */
export type PlanOf<O extends Operator> = { [P in O]: { readonly op: P } & Operators[P] }[O];

/** What a rule does with the events; every row of it is a finding. Operators join when they can be executed, never before. */
export type Plan = PlanOf<Operator>;
export type ScanPlan = PlanOf<"scan">;
