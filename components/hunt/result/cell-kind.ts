import type { JsonCell } from "#core/detection/kql/run/print";
import type { HuntColumn } from "#features/hunt/types";

/** How a cell is shown. Null and the empty text are two things: one is not there, the other is there and empty. */
export type CellKind = "null" | "empty" | "time" | "number" | "bool" | "address" | "json" | "text";

export function cellKind({ type }: HuntColumn, value: JsonCell): CellKind {
  if (value === null) return "null";
  if (value === "") return "empty";
  switch (type) {
    case "datetime":
      return "time";
    case "long":
    case "int":
    case "real":
    case "decimal":
      return "number";
    case "bool":
      return "bool";
    case "dynamic":
      return typeof value === "object" ? "json" : typeof value === "string" && isAddress(value) ? "address" : "text";
    case "string":
      return typeof value === "string" && isAddress(value) ? "address" : "text";
    case "timespan":
    case "guid":
      return "text";
  }
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
// Two colons in a row, or seven apart: `12:04:09` is a time.
const IPV6 = /^(?:[0-9A-Fa-f]{0,4}:){1,7}[0-9A-Fa-f]{0,4}(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%\w+)?$/;

/** Whether a text looks like an address; the server decides what it is. */
export function isAddress(text: string): boolean {
  return text.length <= 45 && (IPV4.test(text) || (IPV6.test(text) && (text.includes("::") || text.split(":").length >= 7)));
}

/** A cell on one line, as it is copied. */
export function cellText(value: JsonCell): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
