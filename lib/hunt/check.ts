import { checkQuery } from "#core/detection/kql/query";
import { schemaCatalog } from "#core/detection/kql/tables/schema-catalog";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { CheckHunt } from "#features/hunt/schema";
import type { HuntCheck } from "#features/hunt/types";
import { compiledEvents } from "./compile-events.ts";
import { isGrouped, resultColumns } from "./event-columns.ts";

/** What is wrong with a text, or what it would give. Reads nothing: lists that a query names are taken to be there. */
export function checkHunt({ language, text }: CheckHunt, now: Date): HuntCheck {
  if (language === "kql") return checkKql(text, now);
  const compiled = compiledEvents(language, text);
  if (!compiled.ok) return { diagnostics: [compiled.diagnostic], columns: null, notices: [], chart: null };
  const columns = resultColumns(compiled.queries.some(isGrouped));
  return { diagnostics: compiled.warnings, columns, notices: [], chart: null };
}

function checkKql(text: string, now: Date): HuntCheck {
  const outside = { list: () => ({ text: "" }), geo: () => null };
  const result = checkQuery(text, { catalog: schemaCatalog(), now: EPOCH_TICKS + BigInt(now.getTime()) * 10_000n, outside });
  if (!result.ok) return { diagnostics: [result.diagnostic], columns: null, notices: [], chart: null };
  const { columns, isOpen, notices, chart } = result;
  return { diagnostics: [], columns: isOpen ? null : columns, notices, chart };
}
