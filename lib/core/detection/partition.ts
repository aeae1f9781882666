import { createHash } from "node:crypto";
import type { Branch, Column, ColumnName, Plan, ScanId } from "./ir/plan.ts";
import { keysOf, projected } from "./run/columns.ts";
import { type Hit, hitRow, type RunRow } from "./run/row.ts";

/**
 * A part of a plan's hits that decides its own findings: those whose key it is depend on no hit outside it. 64 bits of a hash
 * as a signed decimal; two keys that share one are one part, which costs time and changes no result.
 */
export type PartKey = string;

/** How the hits of a plan fall into parts. */
export interface Partition {
  /** The parts a hit belongs to: one for each value it has of the key, none when the plan has no use for it. */
  readonly keysOf: (hit: Hit) => readonly PartKey[];
  /** The part that decides a finding. */
  readonly keyOf: (finding: RunRow) => PartKey;
  /** Whether a part is a group of the topmost operator: no two groups share one. */
  readonly isFinest: boolean;
}

/**
 * The finest parts that are certainly independent: by those columns of the topmost operator that can be told from every single
 * hit. A plan without such a column is one part. Inner operators that group by other columns mix parts in the others; what a
 * part then finds under a key that is not its own is incomplete and must be dropped (`keyOf`).
 */
export function partitionOf(plan: Plan): Partition {
  const by = byOf(plan);
  const leaves = [
    ...leavesOf(
      plan,
      by.map((name) => ({ kind: "name", name })),
    ),
  ];
  const told = by.filter((_, at) => leaves.every(({ columns }) => columns[at] !== undefined));
  const readings = new Map<ScanId, Map<string, readonly Column[]>>();
  for (const { scan, columns } of leaves) {
    const own = by.flatMap((name, at) => {
      const column = columns[at];
      return told.includes(name) && column ? [{ ...column, name }] : [];
    });
    const known = readings.get(scan) ?? new Map<string, readonly Column[]>();
    known.set(JSON.stringify(own), own);
    readings.set(scan, known);
  }
  return {
    isFinest: told.length === by.length,
    keysOf(hit) {
      const keys = new Set<PartKey>();
      for (const columns of readings.get(hit.scan)?.values() ?? []) {
        const row = projected(hitRow(hit), "", columns);
        if (row) for (const { key } of keysOf(row, told)) keys.add(partKey(key));
      }
      return [...keys];
    },
    keyOf: (finding) => partKey(keysOf(finding, told)[0]?.key ?? ""),
  };
}

const WHOLE: PartKey = "0";

function partKey(key: string): PartKey {
  if (key === "") return WHOLE;
  return createHash("sha256").update(key).digest().readBigInt64BE(0).toString();
}

function byOf(plan: Plan): readonly ColumnName[] {
  switch (plan.op) {
    case "window":
    case "novel":
    case "sequence":
    case "sample":
      return plan.by;
    case "scan":
    case "union":
    case "query":
      return [];
  }
}

/** What is asked of the rows of a plan: a column they have, or a field of the one event each of them stands for. */
type Wanted = { readonly kind: "name"; readonly name: ColumnName } | { readonly kind: "field"; readonly column: Column } | undefined;

interface Leaf {
  readonly scan: ScanId;
  /** For each column that was asked for, how a hit tells it; undefined where it does not. */
  readonly columns: readonly (Column | undefined)[];
}

function* leavesOf(plan: Plan, wanted: readonly Wanted[]): Generator<Leaf> {
  switch (plan.op) {
    case "query":
      return;
    case "scan":
      yield { scan: plan.scan, columns: wanted.map((want) => (want?.kind === "field" ? want.column : undefined)) };
      return;
    case "window":
    case "novel":
      yield* leavesOf(
        plan.input,
        wanted.map((want) => (want?.kind === "name" && plan.by.includes(want.name) ? want : undefined)),
      );
      return;
    case "union":
      for (const branch of plan.branches) yield* branchLeaves(branch, wanted, true);
      return;
    case "sequence":
    case "sample": {
      const own = wanted.map((want) => (want?.kind === "name" && plan.by.includes(want.name) ? want : undefined));
      const branches: readonly Branch[] = plan.op === "sequence" ? plan.steps : plan.branches;
      for (const branch of plan.until ? [...branches, plan.until] : branches) yield* branchLeaves(branch, own, false);
    }
  }
}

/** `isSingle`: the rows around the branch stand for one event each, so that a field asked of them is one of the branch's rows. */
function* branchLeaves(branch: Branch, wanted: readonly Wanted[], isSingle: boolean): Generator<Leaf> {
  const inner = wanted.map((want): Wanted => {
    if (want === undefined) return undefined;
    if (want.kind === "field") return isSingle && standsForOne(branch.input) ? want : undefined;
    const column = branch.columns.find(({ name }) => name === want.name);
    if (!column) return undefined;
    // What an inner operator grouped by keeps its name outside of it (`run/columns`).
    if (columnsOf(branch.input).includes(column.field.name)) return { kind: "name", name: column.field.name };
    return standsForOne(branch.input) ? { kind: "field", column } : undefined;
  });
  yield* leavesOf(branch.input, inner);
}

/** Whether each row of a plan is one event. */
export function standsForOne(plan: Plan): boolean {
  return plan.op === "scan" || (plan.op === "union" && plan.branches.every(({ input }) => standsForOne(input)));
}

function columnsOf(plan: Plan): readonly ColumnName[] {
  return plan.op === "union" ? plan.branches.flatMap(({ columns }) => columns.map(({ name }) => name)) : byOf(plan);
}
