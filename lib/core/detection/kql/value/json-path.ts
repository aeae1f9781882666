import { type Dynamic, isArray, isBag } from "./dynamic.ts";

/** The steps of a path: names of members and places of elements. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.([^.[\]]+)|\[(-?\d+)\]|\[(["'])(.*?)\3\]/y;

/**
 * The subset of JSONPath that Kusto has: `$.a.b[0]['c']`. Undefined for anything else, wildcards and descents among it.
 * https://learn.microsoft.com/kusto/query/jsonpath
 */
export function readJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    const name = match?.[1] ?? match?.[4];
    if (!match || name === "*") return undefined;
    steps.push(name ?? Number(match[2]));
    at += match[0].length;
  }
  return steps;
}

/** What lies under a path; null when nothing does. */
export function atPath(value: Dynamic, path: JsonPath): Dynamic {
  let current = value;
  for (const step of path) {
    if (typeof step === "string") current = isBag(current) ? (current.get(step) ?? null) : null;
    else current = isArray(current) ? (current[step < 0 ? current.length + step : step] ?? null) : null;
  }
  return current;
}
