import { EVENTS_PER_ROW, MOST_RESULT_ROWS } from "#features/hunt/constants";
import type { QueryLimits } from "./question.ts";

/** What a query may use unless somebody says otherwise. A row held is some hundred bytes; a megabyte is one of JavaScript heap. */
export const DEFAULT_LIMITS: QueryLimits = {
  heldRows: 2_000_000,
  megabytes: 1_536,
  milliseconds: 10 * 60 * 1_000,
  resultRows: MOST_RESULT_ROWS,
  eventsPerRow: EVENTS_PER_ROW,
};
