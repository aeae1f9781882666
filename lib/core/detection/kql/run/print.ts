import { type Dynamic, Instant, isArray, isBag, Span, WholeReal } from "../value/dynamic.ts";
import { formatDatetime, formatTimespan } from "../value/format.ts";
import type { Cell, KqlType } from "../value/type.ts";

export type JsonCell = string | number | boolean | null | readonly JsonCell[] | { readonly [key: string]: JsonCell };

/**
 * A cell as the command line prints it (lib/cli/README.md): datetime ISO 8601, timespan in Kusto's format, a long beyond 2^53 as a string,
 * NaN and infinities as strings, dynamic as JSON.
 */
export function jsonCell(value: Cell, type: KqlType): JsonCell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  switch (type) {
    case "datetime":
      return typeof value === "bigint" ? formatDatetime(value) : null;
    case "timespan":
      return typeof value === "bigint" ? formatTimespan(value) : null;
    case "decimal":
      return String(value);
    case "string":
    case "long":
    case "int":
    case "real":
    case "bool":
    case "dynamic":
    case "guid":
      return jsonDynamic(value);
  }
}

function jsonNumber(value: number): JsonCell {
  return Number.isFinite(value) ? value : Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function jsonDynamic(value: Dynamic): JsonCell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return jsonNumber(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof WholeReal) return jsonNumber(value.value);
  if (value instanceof Instant) return formatDatetime(value.ticks);
  if (value instanceof Span) return formatTimespan(value.ticks);
  if (isArray(value)) return value.map(jsonDynamic);
  return isBag(value) ? Object.fromEntries([...value].map(([key, member]) => [key, jsonDynamic(member)])) : null;
}
