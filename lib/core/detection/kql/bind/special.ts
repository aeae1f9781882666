import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { toDynamic } from "../value/compare.ts";
import { type Dynamic, Instant, Span } from "../value/dynamic.ts";
import { type Cell, emptyOf, isInteger, isNumeric, type KqlType } from "../value/type.ts";
import { folded, truthOf } from "./expression-parts.ts";
import { kqlRegex } from "./regex.ts";
import { type Bound, constant, constantOf, type Scope } from "./scope.ts";
import { extractJson } from "./special-json.ts";
import { newGuid, rand } from "./special-random.ts";
import { SERIES_FORMS } from "./special-series.ts";
import { percentileTdigest } from "./special-sketch.ts";

type CallNode = Node & { readonly kind: "call" };
type Form = (node: CallNode, scope: Scope) => Bound;

function argsOf(node: CallNode, scope: Scope, least: number, most = Number.POSITIVE_INFINITY): readonly Bound[] {
  if (node.args.length < least || node.args.length > most)
    throw new KqlRefusal("bad-argument", `${node.name} has the wrong number of arguments`, node.at);
  return node.args.map((arg) => scope.binder.expression(arg.value, scope));
}

/** The one type of several branches. Mixing int and real is refused, as the engine refuses it. */
function commonType(bounds: readonly Bound[], node: CallNode): KqlType {
  const types = [...new Set(bounds.map((bound) => bound.type))];
  const [first] = types;
  if (first === undefined) throw new KqlRefusal("bad-argument", `${node.name} needs arguments`, node.at);
  if (types.length === 1) return first;
  if (types.every(isInteger)) return "long";
  if (types.includes("dynamic")) return "dynamic";
  if (types.every(isNumeric) && !types.includes("int")) return types.includes("decimal") ? "decimal" : "real";
  throw new KqlRefusal("type-clash", `the values of ${node.name} have different types: ${types.join(", ")}; cast them`, node.at);
}

function as(bound: Bound, type: KqlType): Bound["evaluate"] {
  const { evaluate } = bound;
  return bound.type === type ? evaluate : (cells, frame) => cast(evaluate(cells, frame), bound.type, type);
}

/** `case` values that are strings stay strings beside a dynamic: they are not read as JSON. */
function branch(bound: Bound, type: KqlType): Bound["evaluate"] {
  if (type !== "dynamic" || bound.type === "dynamic") return as(bound, type);
  return (cells, frame) => toDynamic(bound.evaluate(cells, frame), bound.type);
}

const choose: Form = (node, scope) => {
  const [test, yes, no] = argsOf(node, scope, 3, 3);
  if (!test || !yes || !no) throw new KqlRefusal("bad-argument", "iff takes three arguments", node.at);
  const type = commonType([yes, no], node);
  const holds = truthOf(test, node.at);
  const [a, b] = [branch(yes, type), branch(no, type)];
  return folded(type, (cells, frame) => (holds(cells, frame) === true ? a : b)(cells, frame), [test, yes, no]);
};

const cases: Form = (node, scope) => {
  const args = argsOf(node, scope, 3);
  const otherwise = args.at(-1);
  if (!otherwise || args.length % 2 === 0) throw new KqlRefusal("bad-argument", "case takes pairs and a last value", node.at);
  const values = args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
  const type = commonType(values, node);
  const tests = args.filter((_, index) => index % 2 === 0 && index < args.length - 1).map((test) => truthOf(test, node.at));
  const results = values.map((value) => branch(value, type));
  const last = branch(otherwise, type);
  return folded(
    type,
    (cells, frame) => {
      const index = tests.findIndex((test) => test(cells, frame) === true);
      return (results[index] ?? last)(cells, frame);
    },
    args,
  );
};

/** The first value that is neither null nor "". */
const coalesce: Form = (node, scope) => {
  const args = argsOf(node, scope, 1);
  const type = commonType(args, node);
  const values = args.map((arg) => branch(arg, type));
  const evaluate: Bound["evaluate"] = (cells, frame) => {
    for (const value of values) {
      const found = value(cells, frame);
      if (found !== null && found !== "") return found;
    }
    return emptyOf(type);
  };
  return folded(type, evaluate, args);
};

const not: Form = (node, scope) => {
  const [arg] = argsOf(node, scope, 1, 1);
  if (!arg) throw new KqlRefusal("bad-argument", "not takes one argument", node.at);
  const holds = truthOf(arg, node.at);
  const evaluate: Bound["evaluate"] = (cells, frame) => {
    const truth = holds(cells, frame);
    return truth === null ? null : truth !== true;
  };
  return { ...folded("bool", evaluate, [arg]), ...(arg.test && { test: { kind: "not", of: arg.test } }) };
};

/** Types named by text or by `typeof`. */
const columnIfExists: Form = (node, scope) => {
  const [wanted, fallback] = node.args;
  if (!wanted || !fallback) throw new KqlRefusal("bad-argument", "column_ifexists takes a name and a default", node.at);
  const name =
    wanted.value.kind === "name" && !scope.names.get(wanted.value.name)
      ? wanted.value.name
      : constantOf(scope.binder.expression(wanted.value, scope), "the name", node.at);
  if (typeof name === "string" && scope.columns.some((column) => column.name === name)) {
    return scope.binder.expression({ kind: "name", name, at: node.at }, scope);
  }
  const bound = scope.binder.expression(fallback.value, scope);
  return typeof name === "string" ? { ...bound, name } : bound;
};

/** The first cell of a table, once for the whole query. */
const toscalar: Form = (node, scope) => {
  const [arg] = node.args;
  if (!arg) throw new KqlRefusal("bad-argument", "toscalar takes a table", node.at);
  const inner = scope.binder.any(arg.value, { ...scope, columns: [], aggregates: null, windows: null });
  if (inner.kind === "scalar") return inner.bound;
  const { plan } = inner;
  const type = plan.columns[0]?.type ?? "dynamic";
  const ordinal = scope.session.ordinal++;
  const known = scope.session.resolved.get(ordinal);
  if (known?.kind === "scalar") return constant(type, known.value);
  scope.session.pending.push({ ordinal, plan, resolve: (rows) => ({ kind: "scalar", value: rows[0]?.cells[0] ?? emptyOf(type) }) });
  // Not the value yet: binding goes on with the right type, and is done again when the table has run.
  return constant(type, emptyOf(type));
};

/** A bag of all columns. */
const packAll: Form = (node, scope) => {
  const [ignore] = node.args;
  const flag =
    ignore && ignore.value.kind !== "wildcard"
      ? constantOf(scope.binder.expression(ignore.value, scope), "ignore_null_empty", node.at)
      : false;
  const { columns } = scope;
  for (const index of columns.keys()) scope.uses.columns.add(index);
  return {
    type: "dynamic",
    evaluate: (cells) => {
      const bag = new Map<string, Dynamic>();
      columns.forEach(({ name, type }, index) => {
        const value = toDynamic(cells[index] ?? null, type);
        if (flag !== true || (value !== null && value !== "")) bag.set(name, value);
      });
      return bag;
    },
  };
};

const packColumns: Form = (node, scope) => {
  const args = argsOf(node, scope, 1);
  return {
    type: "dynamic",
    evaluate: (cells, frame) =>
      new Map(args.map((arg, index) => [arg.name ?? `Column${index + 1}`, toDynamic(arg.evaluate(cells, frame), arg.type)])),
  };
};

const extract: Form = (node, scope) => {
  const [pattern, group, source, type] = node.args;
  if (!pattern || !group || !source) throw new KqlRefusal("bad-argument", "extract takes a regex, a group and a text", node.at);
  const to: KqlType = type?.value.kind === "typeof" ? (type.value.types[0]?.type ?? "string") : "string";
  if (type && type.value.kind !== "typeof") throw new KqlRefusal("bad-argument", "extract takes typeof(…) as its fourth argument", node.at);
  const args = [pattern, group, source].map((arg) => scope.binder.expression(arg.value, scope));
  const [regex, index, subject] = args;
  if (!regex || !index || !subject) throw new KqlRefusal("bad-argument", "extract takes a regex, a group and a text", node.at);
  if (regex.type !== "string" || !isInteger(index.type) || (subject.type !== "string" && subject.type !== "dynamic")) {
    throw new KqlRefusal("type-clash", "extract takes a regex, a group and a text", node.at);
  }
  if (regex.constant) kqlRegex(String(regex.constant.value), node.at);
  return folded(
    to,
    (cells, frame) => {
      const matcher = kqlRegex(String(regex.evaluate(cells, frame)), node.at).matcher(
        String(cast(subject.evaluate(cells, frame), subject.type, "string")),
      );
      const wanted = Number(index.evaluate(cells, frame));
      if (!matcher.find() || wanted < 0 || wanted > matcher.groupCount()) return emptyOf(to);
      return cast(matcher.group(wanted) ?? "", "string", to);
    },
    args,
  );
};

const now: Form = (node, scope) => {
  const [offset] = argsOf(node, scope, 0, 1);
  if (!offset) return constant("datetime", scope.session.now);
  return folded(
    "datetime",
    (cells, frame) => {
      const value = offset.evaluate(cells, frame);
      return typeof value === "bigint" ? scope.session.now + value : null;
    },
    [offset],
  );
};

const ago: Form = (node, scope) => {
  const [offset] = argsOf(node, scope, 1, 1);
  if (offset?.type !== "timespan") throw new KqlRefusal("type-clash", "ago takes a timespan", node.at);
  return folded(
    "datetime",
    (cells, frame) => {
      const value = offset.evaluate(cells, frame);
      return typeof value === "bigint" ? scope.session.now - value : null;
    },
    [offset],
  );
};

/** The time of arrival where the table has one, else the event's own. */
const ingestionTime: Form = (node, scope) => {
  for (const name of ["_IngestionTime", "Timestamp", "TimeGenerated"]) {
    if (scope.columns.some((column) => column.name === name))
      return { ...scope.binder.expression({ kind: "name", name, at: node.at }, scope), name: "$IngestionTime" };
  }
  return { ...constant("datetime", null), name: "$IngestionTime" };
};

const geo: Form = (node, scope) => {
  const [address] = argsOf(node, scope, 1, 1);
  if (address?.type !== "string" && address?.type !== "dynamic")
    throw new KqlRefusal("type-clash", "geo_info_from_ip_address takes a text", node.at);
  const { geo: lookup } = scope.session.outside;
  scope.session.notices.add(
    lookup
      ? "geo_info_from_ip_address knows countries only: state, city and coordinates are empty"
      : "geo_info_from_ip_address has no data here and gives null",
  );
  return {
    type: "dynamic",
    evaluate: (cells, frame) => {
      const value = cast(address.evaluate(cells, frame), address.type, "string");
      return typeof value === "string" && lookup ? lookup(value) : null;
    },
  };
};

const gettype: Form = (node, scope) => {
  const [arg] = argsOf(node, scope, 1, 1);
  if (!arg) throw new KqlRefusal("bad-argument", "gettype takes one argument", node.at);
  const name = `type_${arg.name ?? ""}`;
  return folded("string", (cells, frame) => typeName(arg.evaluate(cells, frame), arg.type), [arg], name);
};

function typeName(value: Cell, type: KqlType): string {
  if (type !== "dynamic") return type === "real" ? "real" : type;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "dictionary";
  if (typeof value === "string" || typeof value === "boolean") return typeof value === "string" ? "string" : "bool";
  if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) return "long";
  if (typeof value === "number") return "double";
  if (value instanceof Instant) return "datetime";
  return value instanceof Span ? "timespan" : "double";
}

export const SPECIAL_FORMS: { readonly [name: string]: Form } = {
  iff: choose,
  iif: choose,
  case: cases,
  coalesce,
  not,
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  toscalar,
  pack_all: packAll,
  bag_pack_columns: packColumns,
  extract,
  extractjson: extractJson,
  extract_json: extractJson,
  rand,
  new_guid: newGuid,
  ...SERIES_FORMS,
  now,
  ago,
  ingestion_time: ingestionTime,
  geo_info_from_ip_address: geo,
  gettype,
  percentile_tdigest: percentileTdigest,
};
