import type { JsonValue } from "../../event/value.ts";
import { asText } from "../document.ts";
import { parseInteger } from "../text.ts";

/** An event id written as a number or as text; -1 for none. */
export function eventIdOf(value: JsonValue | undefined): number {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : -1;
  return parseInteger(asText(value) ?? "") ?? -1;
}
