import { compareCells } from "../value/compare.ts";
import { wrap } from "../value/long.ts";
import { type Cell, isInteger, type KqlType } from "../value/type.ts";
import { binNumber, binTicks } from "./bin.ts";
import { badArgument, type FunctionTable, fn, integer, num, type ScalarFunction, ticks } from "./signature.ts";

const real = (work: (x: number) => number): ScalarFunction => fn("real", "real", ([x]) => work(num(x)));
const logarithm = (work: (x: number) => number): ScalarFunction => fn("real", "real", ([x]) => (num(x) < 0 ? null : work(num(x))));
const sameNumber = (types: readonly KqlType[]): KqlType => (types[0] === "int" ? "long" : (types[0] ?? "real"));
const first = (types: readonly KqlType[]): KqlType => types[0] ?? "real";
const widest = (types: readonly KqlType[]): KqlType => {
  if (types.every((type) => type === types[0])) return types[0] ?? "long";
  if (types.every(isInteger)) return "long";
  return types.includes("decimal") ? "decimal" : "real";
};
const bits = (work: (a: bigint, b: bigint) => bigint): ScalarFunction =>
  fn("long long", "long", ([a, b]) => wrap(work(BigInt(integer(a)), BigInt(integer(b)))));

/** Half away from zero, as .NET's MidpointRounding. */
function round(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  const shifted = Number(`${Math.abs(value)}e${digits}`);
  const rounded = Number.isFinite(shifted) ? Number(`${Math.round(shifted)}e${-digits}`) : Math.abs(value);
  return value < 0 ? -rounded : rounded;
}

function bin(value: Cell, size: Cell, types: readonly KqlType[], at: number): Cell {
  const [type, step] = types;
  if (type === "datetime" || type === "timespan") {
    if (step !== "timespan") throw badArgument("bin of a time needs a timespan", at);
    return binTicks(ticks(value), ticks(size), 0n);
  }
  return binNumber(value, size, types.every(isInteger));
}

const binning = (signature: string): ScalarFunction =>
  fn(
    signature,
    (types) => (types[0] === "datetime" || types[0] === "timespan" ? types[0] : types.every(isInteger) ? (types[0] ?? "long") : "real"),
    ([value, size], types, at) => bin(value ?? null, size === undefined ? 1 : size, types, at),
  );

function best(args: readonly Cell[], sign: number): Cell {
  if (args.some((arg) => Number.isNaN(arg))) return Number.NaN;
  return args
    .filter((arg) => arg !== null)
    .reduce<Cell>((found, arg) => (found === null || compareCells(arg, found) * sign > 0 ? arg : found), null);
}

function absolute(value: Cell): Cell {
  if (typeof value === "number") return Math.abs(value);
  return typeof value === "bigint" ? (value < 0n ? -value : value) : null;
}

/** https://learn.microsoft.com/kusto/query/scalar-functions#mathematical-functions */
export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: fn(
    "any",
    (types) => (types[0] === "timespan" ? "timespan" : sameNumber(types)),
    ([x]) => absolute(x ?? null),
  ),
  bin: binning("any any"),
  floor: binning("any any?"),
  bin_at: fn(
    "any any any",
    (types) => types[0] ?? "real",
    ([value, size, origin], types) => {
      if (types[0] === "datetime" || types[0] === "timespan") return binTicks(ticks(value), ticks(size), ticks(origin));
      const step = num(size);
      return step > 0 ? Math.floor((num(value) - num(origin)) / step) * step + num(origin) : null;
    },
  ),
  ceiling: fn("number", first, ([x]) => (typeof x === "bigint" ? x : Math.ceil(num(x)))),
  round: fn("number long?", first, ([x, digits]) => (typeof x === "bigint" ? x : round(num(x), digits === undefined ? 0 : num(digits)))),
  sign: real(Math.sign),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  exp2: real((x) => 2 ** x),
  exp10: real((x) => 10 ** x),
  log: logarithm(Math.log),
  log2: logarithm(Math.log2),
  log10: logarithm(Math.log10),
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  cot: real((x) => 1 / Math.tan(x)),
  asin: real(Math.asin),
  acos: real(Math.acos),
  atan: real(Math.atan),
  degrees: real((x) => (x * 180) / Math.PI),
  radians: real((x) => (x * Math.PI) / 180),
  atan2: fn("real real", "real", ([y, x]) => Math.atan2(num(y), num(x))),
  pow: fn("real real", "real", ([x, y]) => num(x) ** num(y)),
  pi: fn("", "real", () => Math.PI),
  isnan: fn("number", "bool", ([x]) => Number.isNaN(num(x))),
  isinf: fn("number", "bool", ([x]) => Math.abs(num(x)) === Number.POSITIVE_INFINITY),
  isfinite: fn("number", "bool", ([x]) => Number.isFinite(num(x))),
  min_of: fn("any any*", widest, (args) => best(args, -1), { seesNull: true }),
  max_of: fn("any any*", widest, (args) => best(args, 1), { seesNull: true }),
  binary_and: bits((a, b) => a & b),
  binary_or: bits((a, b) => a | b),
  binary_xor: bits((a, b) => a ^ b),
  binary_not: fn("long", "long", ([a]) => wrap(~BigInt(integer(a)))),
  binary_shift_left: bits((a, b) => BigInt.asIntN(64, a << (b % 64n))),
  binary_shift_right: bits((a, b) => a >> (b % 64n)),
  bitset_count_ones: fn(
    "long",
    "long",
    ([a]) => [...BigInt.asUintN(64, BigInt(integer(a))).toString(2)].filter((digit) => digit === "1").length,
  ),
  format_bytes: fn("number long? string?", "string", ([bytes, digits, unit]) =>
    formatBytes(num(bytes), digits === undefined ? 0 : num(digits), typeof unit === "string" ? unit : ""),
  ),
};

const UNITS = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];

function formatBytes(bytes: number, digits: number, unit: string): string {
  const fixed = UNITS.indexOf(unit);
  const power = fixed >= 0 ? fixed : Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log(Math.abs(bytes) || 1) / Math.log(1024))));
  const value = round(bytes / 1024 ** power, digits);
  return `${value} ${UNITS[power] ?? "Bytes"}`;
}
