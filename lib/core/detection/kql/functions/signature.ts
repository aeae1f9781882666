import { KqlRefusal } from "../syntax/refusal.ts";
import type { Dynamic } from "../value/dynamic.ts";
import type { Cell, KqlType } from "../value/type.ts";

/** `any`: every type, unconverted. `number`: a numeric, its type kept. `text`: every type, printed. `regex`: a pattern, checked when constant. */
export type ParamType = Exclude<KqlType, "int" | "decimal"> | "any" | "number" | "text" | "regex";

/** A scalar function of fixed types. The arguments arrive converted. */
export interface ScalarFunction {
  readonly params: readonly ParamType[];
  /** How many of `params` must be given; the last repeats when `repeats`. */
  readonly required: number;
  readonly repeats: boolean;
  readonly returns: KqlType | ((types: readonly KqlType[], constants: readonly (Cell | undefined)[]) => KqlType);
  /** Without it, a null argument that is neither string nor dynamic makes the result null. */
  readonly seesNull: boolean;
  /** Different on every row even for constant arguments. */
  readonly isVolatile: boolean;
  /** Refuses constants the engine refuses before it runs. */
  readonly check?: (constants: readonly (Cell | undefined)[], at: number) => void;
  call(args: readonly Cell[], types: readonly KqlType[], at: number): Cell;
}

export interface FunctionOptions {
  readonly seesNull?: boolean;
  readonly isVolatile?: boolean;
  readonly check?: ScalarFunction["check"];
}

/** Makes a function from `"string long long?"`: `?` ends the required ones, `*` lets the last repeat. */
export function fn(
  signature: string,
  returns: ScalarFunction["returns"],
  call: ScalarFunction["call"],
  options: FunctionOptions = {},
): ScalarFunction {
  const words = signature.split(" ").filter((word) => word !== "");
  const made: ScalarFunction = {
    params: words.map((word) => paramType(word.replace(/[?*]$/, ""))),
    required: words.filter((word) => !/[?*]$/.test(word)).length,
    repeats: signature.endsWith("*"),
    returns,
    seesNull: options.seesNull ?? false,
    isVolatile: options.isVolatile ?? false,
    call,
  };
  return options.check ? { ...made, check: options.check } : made;
}

const PARAMS: readonly ParamType[] = [
  "string",
  "long",
  "real",
  "bool",
  "datetime",
  "timespan",
  "dynamic",
  "guid",
  "any",
  "number",
  "text",
  "regex",
];

function paramType(word: string): ParamType {
  const found = PARAMS.find((type) => type === word);
  if (!found) throw new Error(`no parameter type ${word}`);
  return found;
}

/** Readers of converted arguments. */
export function text(value: Cell | undefined): string {
  return typeof value === "string" ? value : "";
}
export function num(value: Cell | undefined): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}
export function integer(value: Cell | undefined): number | bigint {
  return typeof value === "number" || typeof value === "bigint" ? value : 0;
}
export function ticks(value: Cell | undefined): bigint {
  return typeof value === "bigint" ? value : 0n;
}
export function dynamic(value: Cell | undefined): Dynamic {
  return value ?? null;
}

export function badArgument(message: string, at: number): KqlRefusal {
  return new KqlRefusal("bad-argument", message, at);
}

export type FunctionTable = { readonly [name: string]: ScalarFunction };
