import { suggestion } from "../../nearest.ts";
import type { Context } from "../bind/scope.ts";
import { BATCH, collect, type Plan, type Run } from "../run/plan.ts";
import { type Batch, both, type Row } from "../run/row.ts";
import { type Demand, mapTest } from "../run/test.ts";
import type { JoinCondition, Operator, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf } from "../value/compare.ts";
import { type Cell, type Column, emptyOf, isNumeric } from "../value/type.ts";
import { freeName } from "./columns.ts";

type JoinOperator = Operator & { readonly op: "join" | "lookup" };

const KINDS = {
  innerunique: "innerunique",
  inner: "inner",
  leftouter: "leftouter",
  rightouter: "rightouter",
  fullouter: "fullouter",
  leftsemi: "leftsemi",
  rightsemi: "rightsemi",
  leftanti: "leftanti",
  rightanti: "rightanti",
  anti: "leftanti",
  leftantisemi: "leftanti",
  rightantisemi: "rightanti",
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

export function parameterText(parameters: readonly Parameter[], name: string): string | undefined {
  const value = parameters.find((parameter) => parameter.name === name)?.value;
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : undefined;
}

function kindOf(op: JoinOperator): Kind {
  const text = parameterText(op.parameters, "kind") ?? (op.op === "join" ? "innerunique" : "leftouter");
  const kind = Object.entries(KINDS).find(([name]) => name === text.toLowerCase())?.[1];
  if (!kind) throw new KqlRefusal("syntax", `there is no join kind ${text}${suggestion(text, Object.keys(KINDS))}`, op.at);
  if (op.op === "lookup" && kind !== "leftouter" && kind !== "inner")
    throw new KqlRefusal("bad-argument", "lookup is leftouter or inner", op.at);
  return kind;
}

/** The pairs of columns that must be equal. Without `on`, the columns both sides have. */
function keysOf(op: JoinOperator, left: Plan, right: Plan): readonly { readonly left: number; readonly right: number }[] {
  const on: readonly JoinCondition[] =
    op.on ??
    left.columns
      .filter((column) => right.columns.some((other) => other.name === column.name))
      .map((column) => ({ left: column.name, right: column.name, at: op.at }));
  if (on.length === 0 && !left.isOpen && !right.isOpen)
    throw new KqlRefusal("syntax", "join needs on: the tables have no column in common", op.at);
  return on.map((condition) => {
    const a = indexOf(left, condition.left, condition.at);
    const b = indexOf(right, condition.right, condition.at);
    const [x, y] = [left.columns[a]?.type, right.columns[b]?.type];
    if (x && y && x !== y && !(isNumeric(x) && isNumeric(y))) {
      throw new KqlRefusal("type-clash", `cannot join ${condition.left} (${x}) with ${condition.right} (${y}); cast one`, condition.at);
    }
    if (x === "dynamic" && !left.isOpen && !right.isOpen)
      throw new KqlRefusal("type-clash", `cannot join on the dynamic ${condition.left}; cast it with tostring()`, condition.at);
    return { left: a, right: b };
  });
}

function indexOf(plan: Plan, name: string, at: number): number {
  const index = plan.columns.findIndex((column) => column.name === name);
  if (index < 0 && !plan.isOpen)
    throw new KqlRefusal(
      "unknown-column",
      `there is no column ${name}${suggestion(
        name,
        plan.columns.map((c) => c.name),
      )}`,
      at,
    );
  return index;
}

function renamed(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const taken = new Set([...left, ...right].map((column) => column.name));
  const used = new Set(left.map((column) => column.name));
  return [
    ...left,
    ...right.map(({ name, type }) => {
      const free = used.has(name) ? freeName(name, taken) : name;
      used.add(free);
      taken.add(free);
      return { name: free, type };
    }),
  ];
}

/**
 * All kinds of join: the right side is held and hashed, the left streams. Null keys equal each other.
 * https://learn.microsoft.com/kusto/query/join-operator
 */
export function bindJoin(op: JoinOperator, left: Plan, context: Context): Plan {
  const right = context.binder.table(op.right, context);
  const kind = kindOf(op);
  const pairs = keysOf(op, left, right);
  const isOpen = left.isOpen || right.isOpen;
  const keyed = (side: "left" | "right") => (row: Row) => pairs.map((pair) => keyOf(row.cells[pair[side]] ?? null)).join("\u0000");
  // A lookup does not repeat the keys.
  const dropped = op.op === "lookup" ? new Set(pairs.map((pair) => pair.right)) : new Set<number>();
  const kept = right.columns.map((_, index) => index).filter((index) => !dropped.has(index));
  const rightColumns = kept.flatMap((index) => right.columns[index] ?? []);
  const columns = /semi|anti/.test(kind) ? (kind.startsWith("left") ? left.columns : right.columns) : renamed(left.columns, rightColumns);
  const pick = (row: Row): readonly Cell[] =>
    kept.length === right.columns.length ? row.cells : kept.map((index) => row.cells[index] ?? null);
  const noLeft = left.columns.map((column) => emptyOf(column.type));
  const noRight = rightColumns.map((column) => emptyOf(column.type));
  return {
    columns,
    isOpen,
    isSerialized: false,
    rows: (run, demand) => {
      const asked =
        demand &&
        sideDemands(
          kind,
          demand,
          op.on !== null,
          left.columns.length,
          pairs.map((pair) => pair.left),
          kept,
        );
      return joined(kind, left, right, run, asked, keyed("left"), keyed("right"), pick, noLeft, noRight);
    },
  };
}

interface SideDemands {
  readonly left: Demand;
  readonly right: Demand;
}

/** Sides whose rows stand in the result alone or in pairs: what is asked of the result may be asked of them. */
const NARROWS: { readonly [K in Kind]: { readonly left: boolean; readonly right: boolean } } = {
  innerunique: { left: false, right: true },
  inner: { left: true, right: true },
  leftouter: { left: true, right: false },
  rightouter: { left: false, right: true },
  fullouter: { left: false, right: false },
  leftsemi: { left: true, right: false },
  leftanti: { left: true, right: false },
  rightsemi: { left: false, right: true },
  rightanti: { left: false, right: true },
};

/** What is asked of either side. `innerunique` takes any row of a key: only what the key decides may leave rows out. */
function sideDemands(
  kind: Kind,
  { test, isClosed }: Demand,
  isNamed: boolean,
  leftWidth: number,
  leftKeys: readonly number[],
  kept: readonly number[],
): SideDemands {
  const narrows = NARROWS[kind];
  const isOneSided = /semi|anti/.test(kind);
  const showsLeft = !isOneSided || kind.startsWith("left");
  const showsRight = !isOneSided || kind.startsWith("right");
  const ofLeft = mapTest(test, (column) =>
    showsLeft && column < leftWidth && (narrows.left || (kind === "innerunique" && leftKeys.includes(column))) ? column : undefined,
  );
  const ofRight = mapTest(test, (column) => {
    if (!showsRight || !narrows.right) return undefined;
    return isOneSided ? column : column < leftWidth ? undefined : kept[column - leftWidth];
  });
  return {
    left: { test: ofLeft, isClosed: isNamed && (isClosed || !showsLeft) },
    right: { test: ofRight, isClosed: isNamed && (isClosed || !showsRight) },
  };
}

async function* joined(
  kind: Kind,
  left: Plan,
  right: Plan,
  run: Run,
  asked: SideDemands | undefined,
  leftKey: (row: Row) => string,
  rightKey: (row: Row) => string,
  pick: (row: Row) => readonly Cell[],
  noLeft: readonly Cell[],
  noRight: readonly Cell[],
): AsyncGenerator<Batch> {
  const rows = await collect(right, run, asked?.right);
  const table = new Map<string, Row[]>();
  for (const row of rows) {
    const key = rightKey(row);
    const list = table.get(key);
    if (list) list.push(row);
    else table.set(key, [row]);
  }
  const met = new Set<string>();
  let out: Row[] = [];
  for await (const batch of left.rows(run, asked?.left)) {
    run.signal?.throwIfAborted();
    for (const row of batch) {
      const key = leftKey(row);
      if (kind === "innerunique" && met.has(key)) continue;
      met.add(key);
      const matches = table.get(key);
      switch (kind) {
        case "leftsemi":
          if (matches) out.push({ cells: row.cells, evidence: both(row.evidence, matches[0]?.evidence ?? null) });
          break;
        case "leftanti":
          if (!matches) out.push(row);
          break;
        case "rightsemi":
        case "rightanti":
          break;
        case "inner":
        case "innerunique":
        case "leftouter":
        case "rightouter":
        case "fullouter":
          for (const match of matches ?? [])
            out.push({ cells: [...row.cells, ...pick(match)], evidence: both(row.evidence, match.evidence) });
          if (!matches && (kind === "leftouter" || kind === "fullouter"))
            out.push({ cells: [...row.cells, ...noRight], evidence: row.evidence });
      }
      if (out.length >= BATCH) {
        yield out;
        out = [];
        await run.pause?.();
        run.signal?.throwIfAborted();
      }
    }
  }
  for (const row of rows) {
    const isMet = met.has(rightKey(row));
    if (kind === "rightsemi" ? isMet : kind === "rightanti" && !isMet) out.push(row);
    if (!isMet && (kind === "rightouter" || kind === "fullouter")) out.push({ cells: [...noLeft, ...pick(row)], evidence: row.evidence });
  }
  if (out.length > 0) yield out;
  run.held -= rows.length;
}
