import { functionNamed } from "../functions/catalog.ts";
import type { FunctionDefinition } from "../functions/definition.ts";

/** Elasticsearch's functions, then those of the older dialect that mean the same everywhere. */
const CALLABLE = [
  ...["add", "between", "cidrMatch", "concat", "divide", "endsWith", "indexOf", "length", "modulo", "multiply", "number", "startsWith"],
  ...["string", "stringContains", "substring", "subtract"],
  ...["wildcard", "arrayContains", "safe"],
];
/** Functions with a form of their own: a pattern, or a variable. */
export const SPECIAL = ["match", "matchLite", "arraySearch", "arrayCount"] as const;
export type SpecialName = (typeof SPECIAL)[number];

const callable = new Set(CALLABLE.map((name) => name.toLowerCase()));
const special = new Map(SPECIAL.map((name) => [name.toLowerCase(), name]));

/** A function EQL can call, by its name in any case. */
export function callableNamed(name: string): FunctionDefinition | undefined {
  return callable.has(name.toLowerCase()) ? functionNamed(name) : undefined;
}

export function specialNamed(name: string): SpecialName | undefined {
  return special.get(name.replace(/^_/, "").toLowerCase());
}

/** Functions whose result is true or false. */
const CONDITIONS = new Set([
  "cidrmatch",
  "endswith",
  "startswith",
  "stringcontains",
  "wildcard",
  "arraycontains",
  "match",
  "matchlite",
  "arraysearch",
]);

export function isCondition(name: string): boolean {
  return CONDITIONS.has(name.replace(/^_/, "").toLowerCase());
}

/** All names, for a message. */
export const KNOWN_NAMES = [...CALLABLE, ...SPECIAL].sort((a, b) => a.localeCompare(b)).join(", ");
