import type { DecodeFault } from "../decode/fault.ts";
import type { RawRecord } from "../decode/record.ts";
import type { EpochMicros, Event } from "../event/event.ts";
import type { JsonObject } from "../event/value.ts";
import { defenderEvent } from "./defender/event.ts";
import { isDefenderRow } from "./defender/table.ts";
import { asObject, asText, isEmpty, isList, own, readPath } from "./document.ts";
import { ecsEvent } from "./ecs/event.ts";
import { unknownEvent } from "./unknown.ts";
import { windowsEvent } from "./windows/event.ts";
import { readEvtx } from "./windows/evtx.ts";
import { unwrap, windowsMembersOf, windowsRecordIn } from "./windows/of-record.ts";

export interface NormaliseContext {
  /** Stands in for a missing or impossible timestamp; never part of an event's identity. */
  readonly receivedAt: EpochMicros;
}

function hasEcs(body: JsonObject): boolean {
  if (readPath(body, "event.category") !== undefined || readPath(body, "ecs.version") !== undefined) return true;
  return readPath(body, "event.dataset") !== undefined || readPath(body, "agent.type") === "endpoint";
}

/** Reads one JSON object or CSV row by the marks of its source, the most telling first. */
function fromObject(record: RawRecord, body: JsonObject, receivedAt: EpochMicros): Event {
  const native = windowsRecordIn(body);
  if (native) return windowsEvent(record, native, receivedAt);
  const properties = asObject(own(body, "properties"));
  if (properties && asText(own(body, "category"))?.startsWith("AdvancedHunting-"))
    return defenderEvent(record, properties, receivedAt, body);
  if (isDefenderRow(body)) return defenderEvent(record, body, receivedAt);
  return hasEcs(body) ? ecsEvent(record, body, receivedAt) : unknownEvent(record, receivedAt);
}

/**
 * Gives a decoded record its meaning. Never throws, and never refuses a record with anything in it: an unknown schema
 * is an event of source `unknown`, readable under its own names. An object without members is the one fault.
 */
export function normalise(record: RawRecord, context: NormaliseContext): Event | DecodeFault {
  const unparsed = windowsMembersOf(record);
  if (unparsed) return windowsEvent(record, unparsed, context.receivedAt);
  const body = record.body;
  if (!asObject(body) || isList(body) || isEmpty(body)) {
    return {
      kind: "fault",
      code: "unknown-schema",
      position: record.position,
      detail: "The record has no members: there is nothing an event could be made of.",
    };
  }
  if (record.shape === "windows-event") return windowsEvent(record, readEvtx(body), context.receivedAt);
  return fromObject(record, unwrap(body), context.receivedAt);
}
