import type { Event } from "./event.ts";
import { fieldRef } from "./field.ts";

const SEQUENCE = fieldRef("ecs", "event.sequence");

/**
 * Where an event stands among those of its instant, a whole number: what its sensor counted (`event.sequence`, Elasticsearch's
 * usual tiebreaker), otherwise the number of its record. Exports are often sorted from the newest to the oldest.
 */
export function instantOrder(event: Pick<Event, "get" | "record">): number {
  const counted = event.get(SEQUENCE);
  const number = typeof counted === "string" && /^\d{1,15}$/.test(counted) ? Number(counted) : counted;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  const { record } = event.record.position;
  return Number.isSafeInteger(record) ? record : 0;
}
