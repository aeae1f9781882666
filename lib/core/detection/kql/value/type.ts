import type { Dynamic } from "./dynamic.ts";

export const KQL_TYPES = ["string", "long", "int", "real", "decimal", "bool", "datetime", "timespan", "dynamic", "guid"] as const;
export type KqlType = (typeof KQL_TYPES)[number];

/**
 * A value in a typed column: string and guid are strings (a string is never null, a guid may be); int and long are integers, as
 * numbers when exact in a double and BigInt otherwise; real is a number; decimal is a number within 15 digits; datetime and
 * timespan are BigInt ticks of 100 ns (since 0001-01-01); dynamic see `dynamic.ts`.
 */
export type Cell = Dynamic;

export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

const ALIASES: { readonly [name: string]: KqlType } = {
  boolean: "bool",
  date: "datetime",
  time: "timespan",
  double: "real",
  uniqueid: "guid",
  uuid: "guid",
  int32: "int",
  int64: "long",
  float: "real",
};

/** The type a schema names, or undefined. */
export function typeNamed(name: string): KqlType | undefined {
  const lower = name.toLowerCase();
  return KQL_TYPES.find((type) => type === lower) ?? ALIASES[lower];
}

export function isNumeric(type: KqlType): boolean {
  return type === "long" || type === "int" || type === "real" || type === "decimal";
}

export function isInteger(type: KqlType): boolean {
  return type === "long" || type === "int";
}

/** What a missing value of the type is: "" for strings, null for all others. */
export function emptyOf(type: KqlType): Cell {
  return type === "string" ? "" : null;
}
