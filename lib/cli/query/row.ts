import type { QueryRow } from "#core/detection/run/query";
import type { EpochMicros, Event } from "#core/event/event";
import { fieldRef } from "#core/event/field";
import { instantOrder } from "#core/event/instant-order";
import type { JsonObject } from "#core/event/value";

const CATEGORY = fieldRef("ecs", "event.category");
const PLAIN_CATEGORY = fieldRef("ecs", "event_type");

/**
 * An event as a row of a query. A document of no known kind is read under its own names; its category may be in
 * `event_type` and its time a bare number, as test suites of EQL have them.
 */
export function queryRow(event: Event): QueryRow {
  const { id, record } = event;
  const isPlain = event.source === "unknown";
  const timestamp = (isPlain && event.timestampQuality !== "ok" ? plainTime(record.body) : undefined) ?? event.timestamp;
  return {
    id,
    order: instantOrder(event),
    timestamp,
    get: (field) => event.get(field) ?? (isPlain && field === CATEGORY ? event.get(PLAIN_CATEGORY) : undefined),
    texts: () => event.texts(),
  };
}

/** Numbers from here on count 100 ns since 1601 (FILETIME), smaller ones milliseconds since 1970. */
const FILETIME = 100_000_000_000_000_000;
const FILETIME_TO_EPOCH = 11_644_473_600_000_000;

function plainTime(body: JsonObject): EpochMicros | undefined {
  const written = body["@timestamp"] ?? body.timestamp;
  const value = typeof written === "number" || (typeof written === "string" && /^\d{1,18}$/.test(written)) ? Number(written) : Number.NaN;
  if (Number.isNaN(value)) return undefined;
  return value >= FILETIME ? value / 10 - FILETIME_TO_EPOCH : value * 1_000;
}
