import type { Context } from "../bind/scope.ts";
import { constantOf, emptyScope, scopeOf } from "../bind/scope.ts";
import { constantPlan, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Argument, Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { fromDynamic } from "../value/cast.ts";
import { type Dynamic, Instant, isBag, Span, WholeReal } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf, type KqlType } from "../value/type.ts";
import { mapRows } from "./columns.ts";
import { bindLookup } from "./ipv4-lookup.ts";
import { bindPivot } from "./pivot.ts";

export type EvaluateOperator = Operator & { readonly op: "evaluate" };

/** https://learn.microsoft.com/kusto/query/evaluate-operator */
export function bindEvaluate(op: EvaluateOperator, input: Plan, context: Context): Plan {
  switch (op.plugin) {
    case "bag_unpack":
      return bindUnpack(op, input, context);
    case "pivot":
      return bindPivot(op, input, context);
    case "ipv4_lookup":
      return bindLookup(op, input, context);
  }
  throw new KqlRefusal("unsupported", `the plugin ${op.plugin} is not supported`, op.at);
}

function typeOfDynamic(value: Dynamic): KqlType | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (value instanceof WholeReal) return "real";
  if (value instanceof Instant) return "datetime";
  if (value instanceof Span) return "timespan";
  if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) return "long";
  return typeof value === "number" ? "real" : "dynamic";
}

/** A property's type: what all its values are, dynamic when they differ. */
function merged(a: KqlType | undefined, b: KqlType | undefined): KqlType | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return (a === "long" && b === "real") || (a === "real" && b === "long") ? "real" : "dynamic";
}

const CONFLICTS: ReadonlySet<string> = new Set(["error", "replace_source", "keep_source"]);
const SETTINGS = ["OutputColumnPrefix", "columnsConflict", "ignoredProperties"] as const;

/** An argument by its name or its place. A name that is none of these is refused. */
function settingOf(op: EvaluateOperator, name: string, place: number): Argument | undefined {
  const stray = op.args.find((arg) => arg.name !== undefined && !SETTINGS.some((one) => isNamed(arg, one)));
  if (stray) throw new KqlRefusal("bad-argument", `${op.plugin} has no argument ${stray.name}`, stray.value.at);
  return op.args.find((arg) => isNamed(arg, name)) ?? op.args.filter((arg) => arg.name === undefined)[place];
}

const isNamed = ({ name }: Argument, wanted: string): boolean => name?.toLowerCase() === wanted.toLowerCase();

/** One column a property of the bags. Which, only the data tells. https://learn.microsoft.com/kusto/query/bag-unpack-plugin */
function bindUnpack(op: EvaluateOperator, input: Plan, context: Context): Plan {
  const [bag] = op.args;
  const [prefixArg, conflictArg, ignoredArg] = SETTINGS.map((name, index) => settingOf(op, name, index + 1));
  if (bag?.value.kind !== "name") throw new KqlRefusal("bad-argument", "bag_unpack takes a column", op.at);
  const constantText = (arg: typeof bag | undefined): string =>
    arg ? String(constantOf(context.binder.expression(arg.value, emptyScope(context)), "this argument", op.at)) : "";
  const bound = context.binder.expression(bag.value, scopeOf(input, context));
  if (bound.type !== "dynamic") throw new KqlRefusal("type-clash", `bag_unpack takes a dynamic, not a ${bound.type}`, bag.value.at);
  const prefix = constantText(prefixArg);
  const conflict = constantText(conflictArg) || "error";
  if (!CONFLICTS.has(conflict)) throw new KqlRefusal("bad-argument", `bag_unpack has no way ${conflict} with a conflict`, op.at);
  const ignoredValue =
    ignoredArg && constantOf(context.binder.expression(ignoredArg.value, emptyScope(context)), "the ignored names", op.at);
  const ignored = new Set(Array.isArray(ignoredValue) ? ignoredValue.map(String) : []);
  const index = input.columns.findIndex((column) => bag.value.kind === "name" && column.name === bag.value.name);
  const rest = input.columns.map((_, i) => i).filter((i) => i !== index);
  const others = rest.flatMap((i) => input.columns[i] ?? []);
  if (op.schema) {
    const schema = op.schema.filter(({ name }) => !others.some((column) => column.name === name));
    return unpacked(input, index, rest, others, schema, prefix, op.keepsRest ? [...others, ...schema] : op.schema);
  }
  const { session } = context;
  const ordinal = session.ordinal++;
  const known = session.resolved.get(ordinal);
  if (known?.kind === "rows") return constantPlan(known.columns, known.rows);
  session.pending.push({
    ordinal,
    plan: input,
    resolve: (rows) => {
      const types = new Map<string, KqlType | undefined>();
      for (const { cells } of rows) {
        const value = cells[index] ?? null;
        if (isBag(value))
          for (const [key, member] of value) if (!ignored.has(key)) types.set(key, merged(types.get(key), typeOfDynamic(member)));
      }
      const made = [...types]
        .map(([key, type]) => ({ key, name: `${prefix}${key}`, type: type ?? ("string" as const) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return { kind: "rows", ...unpackedRows(rows, input.columns, index, rest, others, made, conflict, op.at) };
    },
  });
  return { ...constantPlan(others, []), isOpen: true };
}

interface Made {
  readonly key: string;
  readonly name: string;
  readonly type: KqlType;
}

function unpackedRows(
  rows: readonly Row[],
  all: readonly Column[],
  index: number,
  rest: readonly number[],
  others: readonly Column[],
  made: readonly Made[],
  conflict: string,
  at: number,
) {
  const bag = all[index]?.name;
  const clashes = made.filter(({ name }) => others.some((column) => column.name === name));
  const [clash] = clashes;
  if (clash && conflict === "error") throw new KqlRefusal("duplicate-name", `bag_unpack: there is a column ${clash.name} already`, at);
  const replaced = new Set(conflict === "replace_source" ? clashes.map(({ name }) => name) : []);
  const kept = rest.filter((_, i) => !replaced.has(others[i]?.name ?? ""));
  const added = conflict === "keep_source" ? made.filter((one) => !clashes.includes(one)) : made;
  // A property called like the bag itself takes its place; the others follow at the end.
  const heir = added.findIndex(({ name }) => name === bag);
  const ordered = [...added.slice(heir < 0 ? 0 : heir, heir + 1), ...added.filter((_, i) => i !== heir)];
  const place = heir < 0 ? kept.length : kept.filter((i) => i < index).length;
  const left = kept.slice(0, place);
  const right = kept.slice(place);
  const made1 = heir < 0 ? ordered : ordered.slice(0, 1);
  const made2 = heir < 0 ? [] : ordered.slice(1);
  const source = (i: number) => all[i] ?? { name: "", type: "dynamic" as const };
  const columns = [...left.map(source), ...made1.map(column), ...right.map(source), ...made2.map(column)];
  const out = rows.map(({ cells, evidence }): Row => {
    const value = cells[index] ?? null;
    const member = ({ key, type }: Made) => memberAs(value, key, type);
    const old = (i: number) => cells[i] ?? null;
    return { cells: [...left.map(old), ...made1.map(member), ...right.map(old), ...made2.map(member)], evidence };
  });
  return { columns, rows: out };
}

function column({ name, type }: Made): Column {
  return { name, type };
}

function memberAs(value: Dynamic, key: string, type: KqlType): Cell {
  const member = isBag(value) ? (value.get(key) ?? null) : null;
  return type === "dynamic" ? member : member === null ? emptyOf(type) : fromDynamic(member, type);
}

/** With a declared schema no data is needed: the columns are what it says. */
function unpacked(
  input: Plan,
  index: number,
  rest: readonly number[],
  others: readonly Column[],
  added: readonly Column[],
  prefix: string,
  schema: readonly Column[],
): Plan {
  const columns = schema.map(({ name, type }) => ({ name, type }));
  const sources = schema.map(({ name }) =>
    added.some((one) => one.name === name) ? -1 : (rest[others.findIndex((column) => column.name === name)] ?? -1),
  );
  return mapRows(input, columns, [], ({ cells, evidence }) => ({
    cells: schema.map(({ name, type }, i): Cell => {
      const source = sources[i] ?? -1;
      return source >= 0
        ? (cells[source] ?? null)
        : memberAs(cells[index] ?? null, name.startsWith(prefix) ? name.slice(prefix.length) : name, type);
    }),
    evidence,
  }));
}
