import { cast, parseJson } from "../value/cast.ts";
import { printCell } from "../value/compare.ts";
import { type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import type { KqlType } from "../value/type.ts";
import { dynamic, type FunctionTable, fn, type ScalarFunction, text } from "./signature.ts";

function to(type: KqlType): ScalarFunction {
  return fn("any", type, ([value], [from]) => cast(value ?? null, from ?? "string", type), { seesNull: true });
}

/** Text is read; what is no JSON is a dynamic string; a dynamic is itself. */
const parse = fn(
  "any",
  "dynamic",
  ([value], [from]) => (from === "string" ? parseJson(text(value)) : cast(value ?? null, from ?? "string", "dynamic")),
  { seesNull: true },
);

const MOST_DIGITS = 1_024;

/** Casts never fail: what does not convert is null. https://learn.microsoft.com/kusto/query/scalar-functions#conversion-functions */
export const CAST_FUNCTIONS: FunctionTable = {
  tostring: to("string"),
  toint: to("int"),
  tolong: to("long"),
  toreal: to("real"),
  todouble: to("real"),
  todecimal: to("decimal"),
  tobool: to("bool"),
  toboolean: to("bool"),
  todatetime: to("datetime"),
  todate: to("datetime"),
  totimespan: to("timespan"),
  toguid: to("guid"),
  tohex: fn("long long?", "string", ([value, width]) => {
    const number = typeof value === "bigint" || typeof value === "number" ? BigInt(value) : 0n;
    return (number < 0n ? BigInt.asUintN(64, number) : number).toString(16).padStart(Math.min(Number(width ?? 0), MOST_DIGITS), "0");
  }),
  parse_json: parse,
  parsejson: parse,
  todynamic: parse,
  toobject: parse,
  dynamic_to_json: fn("dynamic", "string", ([value]) => sortedJson(dynamic(value))),
};

function sortedJson(value: Dynamic): string {
  if (isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (isBag(value)) {
    const members = [...value].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(",")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "null" : printCell(value, "dynamic");
}
