import { type LikePattern, likeMatcher, likeSpans } from "../../ir/like.ts";
import { suggestion } from "../../nearest.ts";
import { type Bound, type Context, type Frame, NO_FRAME, scopeOf, type WindowCall } from "../bind/scope.ts";
import { foldThrough, type Origin, Uses } from "../run/fold.ts";
import { allRows, batches, collect, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import { type Demand, EVERYTHING, mapTest } from "../run/test.ts";
import type { Named, Operator, Reorder } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { elementOf } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";

type Is<Name> = Operator & { readonly op: Name };

export interface Assigned {
  readonly column: Column;
  readonly bound: Bound;
  /** What the expression looks at. */
  readonly uses: Uses;
  /** Written as `name = …`. */
  readonly isExplicit: boolean;
  /** Called `Column1` and so on for want of any name. */
  readonly isNumbered?: boolean;
}

/** Names what has none: `Column1`, `Column2`, … */
export function assign(columns: readonly Named[], bind: (named: Named, uses: Uses) => Bound): readonly Assigned[] {
  let unnamed = 0;
  return columns.flatMap((named): readonly Assigned[] => {
    const uses = new Uses();
    const bound = bind(named, uses);
    if (named.names.length > 1) {
      return named.names.map((name, index) => partOf(bound, uses, index, name, true));
    }
    const [name] = named.names;
    if (bound.parts)
      return bound.parts.map(([part], index) =>
        partOf(bound, uses, index, `${name ?? bound.name ?? "Column"}_${part}`, name !== undefined),
      );
    const known = name ?? bound.name;
    const given = known ?? `Column${++unnamed}`;
    return [{ column: { name: given, type: bound.type }, bound, uses, isExplicit: name !== undefined, isNumbered: known === undefined }];
  });
}

/** One of several results, or one element of an array, as a column. */
function partOf(bound: Bound, uses: Uses, index: number, name: string, isExplicit: boolean): Assigned {
  const type = bound.parts?.[index]?.[1] ?? "dynamic";
  return {
    column: { name, type },
    bound: { type, evaluate: (cells, frame) => elementOf(bound.evaluate(cells, frame), index) },
    uses,
    isExplicit,
  };
}

/** A name that is free: `name`, `name1`, `name2`, … */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let i = 1; ; i++) if (!taken.has(`${name}${i}`)) return `${name}${i}`;
}

/** Runs a row-wise operator; with window functions it needs all rows first. */
export function mapRows(
  input: Plan,
  columns: readonly Column[],
  windows: readonly WindowCall[],
  work: (row: Row, frame: Frame) => Row | undefined,
  isSerialized = input.isSerialized,
  /** What is asked of the input when that is asked of the result; with window functions every row is. */
  demandOf: (demand: Demand) => Demand = () => EVERYTHING,
): Plan {
  return {
    columns,
    isOpen: input.isOpen,
    isSerialized,
    async *rows(run, asked) {
      const demand = demandOf(asked ?? EVERYTHING);
      if (windows.length === 0) {
        for await (const batch of input.rows(run, demand)) {
          run.signal?.throwIfAborted();
          const out: Row[] = [];
          for (const row of batch) {
            const made = work(row, NO_FRAME);
            if (made) out.push(made);
          }
          if (out.length > 0) yield out;
        }
        return;
      }
      const rows = await collect(input, run, allRows(demand));
      const cells = rows.map((row) => row.cells);
      const frame: Frame = { index: 0, windows: new Map() };
      for (const { id, prepare } of windows) frame.windows.set(id, prepare(cells, frame));
      const made = rows.flatMap((row, index) => {
        frame.index = index;
        return work(row, frame) ?? [];
      });
      yield* batches(made);
      run.held -= rows.length;
    },
  };
}

export function bindExtend(op: Is<"extend" | "serialize">, input: Plan, context: Context): Plan {
  const serialized: Plan = op.op === "serialize" ? { ...input, isSerialized: true, rows: (run) => input.rows(run) } : input;
  const windows: WindowCall[] = [];
  const scope = scopeOf(serialized, context, windows);
  const assigned = assign(op.columns, ({ value }, uses) => context.binder.expression(value, { ...scope, uses }));
  const columns = [...input.columns];
  const before = new Set(columns.map((column) => column.name));
  const taken = new Set(before);
  const added = new Set<string>();
  const nameOf = ({ column, isExplicit, isNumbered }: Assigned): string => {
    if (isNumbered === true) return freeName("Column", taken.add("Column"));
    // Without a name of its own, an expression replaces a column of the table, and never one that was just added.
    return isExplicit || (before.has(column.name) && !added.has(column.name)) ? column.name : freeName(column.name, taken);
  };
  const targets = assigned.map((one) => {
    const { column, isExplicit } = one;
    if (added.has(column.name) && isExplicit) throw new KqlRefusal("duplicate-name", `${column.name} is given twice`, op.at);
    const name = nameOf(one);
    added.add(name);
    taken.add(name);
    const index = columns.findIndex((existing) => existing.name === name);
    if (index < 0) columns.push({ name, type: column.type });
    else columns[index] = { name, type: column.type };
    return index < 0 ? columns.length - 1 : index;
  });
  return mapRows(
    input,
    columns,
    windows,
    ({ cells, evidence, weight }, frame) => {
      const made = [...cells];
      assigned.forEach(({ bound }, i) => {
        made[targets[i] ?? 0] = bound.evaluate(cells, frame);
      });
      return { cells: made, evidence, weight };
    },
    serialized.isSerialized,
    ({ test, isClosed, fold }) => ({
      test: mapTest(test, (column) => {
        // The last of several writers of one column is the one whose value stands.
        const writer = targets.lastIndexOf(column);
        return writer < 0 ? column : plainColumn(assigned[writer]?.bound);
      }),
      isClosed: isClosed && !op.columns.some(({ value }) => readsAll(value)),
      fold: foldThrough(fold, (column) => {
        const writer = targets.lastIndexOf(column);
        return writer < 0 ? column : originOf(assigned[writer]);
      }),
    }),
  );
}

function originOf(assigned: Assigned | undefined): Origin {
  return plainColumn(assigned?.bound) ?? assigned?.uses ?? new Uses();
}

/** The column an expression is, and nothing more. */
function plainColumn(bound: Bound | undefined): number | undefined {
  return bound?.reads && !bound.reads.isFolded ? bound.reads.column : undefined;
}

/** The chosen columns under names that do not clash. */
export function chosen(assigned: readonly Assigned[], at: number): readonly Column[] {
  const explicit = assigned.filter((one) => one.isExplicit).map(({ column }) => column.name);
  const twice = explicit.find((name, index) => explicit.indexOf(name) !== index);
  if (twice !== undefined) throw new KqlRefusal("duplicate-name", `${twice} is given twice`, at);
  const taken = new Set(explicit);
  return assigned.map(({ column, isExplicit }) => {
    if (isExplicit) return column;
    const name = freeName(column.name, taken);
    taken.add(name);
    return { name, type: column.type };
  });
}

export function bindProject(op: Is<"project">, input: Plan, context: Context): Plan {
  const windows: WindowCall[] = [];
  const scope = scopeOf(input, context, windows);
  const assigned = assign(expandStars(op.columns, input), ({ value }, uses) => context.binder.expression(value, { ...scope, uses }));
  const columns = chosen(assigned, op.at);
  const isClosed = !op.columns.some(({ value }) => readsAll(value));
  return mapRows(
    input,
    columns,
    windows,
    ({ cells, evidence, weight }, frame) => ({ cells: assigned.map(({ bound }) => bound.evaluate(cells, frame)), evidence, weight }),
    input.isSerialized,
    ({ test, fold }) => ({
      test: mapTest(test, (column) => plainColumn(assigned[column]?.bound)),
      isClosed,
      fold: foldThrough(fold, (column) => originOf(assigned[column])),
    }),
  );
}

/** `*` stands for all columns. */
export function expandStars(columns: readonly Named[], input: Plan): readonly Named[] {
  return columns.flatMap((named) =>
    named.value.kind === "wildcard"
      ? input.columns.map((column): Named => ({ names: [], value: { kind: "name", name: column.name, at: named.at }, at: named.at }))
      : [named],
  );
}

export function bindRename(op: Is<"project-rename">, input: Plan): Plan {
  const columns = [...input.columns];
  for (const { names, value, at } of op.columns) {
    const [name] = names;
    if (name === undefined || value.kind !== "name") throw new KqlRefusal("syntax", "project-rename takes new = old", at);
    const index = columns.findIndex((column) => column.name === value.name);
    const old = columns[index];
    if (!old) {
      if (input.isOpen) continue;
      throw new KqlRefusal(
        "unknown-column",
        `there is no column ${value.name}${suggestion(
          value.name,
          columns.map((c) => c.name),
        )}`,
        value.at,
      );
    }
    if (columns.some((column, i) => column.name === name && i !== index))
      throw new KqlRefusal("duplicate-name", `there is a column ${name} already`, at);
    columns[index] = { name, type: old.type };
  }
  return { ...input, columns, rows: (run, demand) => input.rows(run, demand) };
}

function matcher(pattern: string): (name: string) => boolean {
  if (!pattern.includes("*")) return (name) => name === pattern;
  const parts = pattern.split("*").flatMap((text, index): LikePattern => {
    const fixed: LikePattern = text === "" ? [] : [{ kind: "text", text }];
    return index === 0 ? fixed : [{ kind: "many" }, ...fixed];
  });
  const like = likeMatcher(parts, false);
  return (name) => likeSpans(like, name) !== undefined;
}

function indicesOf(pattern: Reorder, input: Plan): readonly number[] {
  const matches = matcher(pattern.pattern);
  const found = input.columns.flatMap((column, index) => (matches(column.name) ? [index] : []));
  if (found.length === 0 && !pattern.pattern.includes("*") && !input.isOpen) {
    const names = input.columns.map((column) => column.name);
    throw new KqlRefusal("unknown-column", `there is no column ${pattern.pattern}${suggestion(pattern.pattern, names)}`, pattern.at);
  }
  return found;
}

function select(input: Plan, indices: readonly number[]): Plan {
  const columns = indices.flatMap((index) => input.columns[index] ?? []);
  const types = columns.map((column) => column.type);
  return mapRows(
    input,
    columns,
    [],
    ({ cells, evidence, weight }) => ({
      cells: indices.map((index, i): Cell => cells[index] ?? emptyOf(types[i] ?? "dynamic")),
      evidence,
      weight,
    }),
    input.isSerialized,
    ({ test, isClosed, fold }) => ({
      test: mapTest(test, (column) => indices[column]),
      isClosed,
      fold: foldThrough(fold, (column) => indices[column] ?? new Uses()),
    }),
  );
}

export function bindAway(op: Is<"project-away" | "project-keep">, input: Plan): Plan {
  const named = new Set(op.patterns.flatMap((pattern) => indicesOf(pattern, input)));
  const keeps = op.op === "project-keep";
  return select(
    input,
    input.columns.map((_, index) => index).filter((index) => named.has(index) === keeps),
  );
}

export function bindReorder(op: Is<"project-reorder">, input: Plan): Plan {
  const order: number[] = [];
  for (const pattern of op.patterns) {
    const found = indicesOf(pattern, input).filter((index) => !order.includes(index));
    order.push(...(pattern.order === undefined ? found : [...found].sort((a, b) => nameOrder(input, a, b, pattern.order ?? ""))));
  }
  return select(input, [...order, ...input.columns.map((_, index) => index).filter((index) => !order.includes(index))]);
}

function nameOrder(input: Plan, a: number, b: number, order: string): number {
  const [x, y] = [input.columns[a]?.name ?? "", input.columns[b]?.name ?? ""];
  const sign = order.endsWith("desc") ? -1 : 1;
  return sign * (order.startsWith("granny") ? x.localeCompare(y, "en", { numeric: true }) : x < y ? -1 : x > y ? 1 : 0);
}
