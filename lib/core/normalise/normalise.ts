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
import { readEvtx, readEvtxJson } from "./windows/evtx.ts";
import { readFlat } from "./windows/flat.ts";
import { readLegacyWinlogbeat, readWinlogbeat } from "./windows/winlogbeat.ts";

export interface NormaliseContext {
  /** Stands in for a missing or impossible timestamp; never part of an event's identity. */
  readonly receivedAt: EpochMicros;
}

const WINLOG_DOTTED = /^winlog\./;

function hasWinlog(body: JsonObject): boolean {
  if (asObject(own(body, "winlog"))) return true;
  return Object.keys(body).some((name) => WINLOG_DOTTED.test(name));
}

function hasEcs(body: JsonObject): boolean {
  if (readPath(body, "event.category") !== undefined || readPath(body, "ecs.version") !== undefined) return true;
  return readPath(body, "event.dataset") !== undefined || readPath(body, "agent.type") === "endpoint";
}

/** `EventID` beside a log, a provider or a host: a Windows event whose members the collector laid out flat. */
function isFlatWindows(body: JsonObject): boolean {
  if (!Object.hasOwn(body, "EventID") && !Object.hasOwn(body, "EventId")) return false;
  return FLAT_MARKS.some((name) => Object.hasOwn(body, name));
}

const FLAT_MARKS = ["Channel", "Hostname", "Computer", "SourceName", "Provider", "ProviderName", "EventSourceName", "EventLog"];

/** Reads one JSON object or CSV row by the marks of its source, the most telling first. */
function fromObject(record: RawRecord, body: JsonObject, receivedAt: EpochMicros): Event {
  if (isFlatWindows(body)) return windowsEvent(record, readFlat(body), receivedAt);
  const event = asObject(own(body, "Event"));
  if (event && asObject(own(event, "System"))) return windowsEvent(record, readEvtxJson(event), receivedAt);
  if (asObject(own(body, "System")) && (Object.hasOwn(body, "EventData") || Object.hasOwn(body, "UserData"))) {
    return windowsEvent(record, readEvtxJson(body), receivedAt);
  }
  if (Object.hasOwn(body, "event_id") && Object.hasOwn(body, "log_name"))
    return windowsEvent(record, readLegacyWinlogbeat(body), receivedAt);
  if (hasWinlog(body) && readPath(body, "winlog.channel") !== undefined) return windowsEvent(record, readWinlogbeat(body), receivedAt);
  const properties = asObject(own(body, "properties"));
  if (properties && asText(own(body, "category"))?.startsWith("AdvancedHunting-"))
    return defenderEvent(record, properties, receivedAt, body);
  if (isDefenderRow(body)) return defenderEvent(record, body, receivedAt);
  return hasEcs(body) ? ecsEvent(record, body, receivedAt) : unknownEvent(record, receivedAt);
}

/** Elasticsearch exports wrap the document: `{ _index, _id, _source: {…} }`, or `fields` with every value in a list. */
function unwrap(body: JsonObject): JsonObject {
  return (Object.hasOwn(body, "_index") || Object.hasOwn(body, "_id") ? asObject(own(body, "_source")) : undefined) ?? body;
}

/**
 * Gives a decoded record its meaning. Never throws, and never refuses a record with anything in it: an unknown schema
 * is an event of source `unknown`, readable under its own names. An object without members is the one fault.
 */
export function normalise(record: RawRecord, context: NormaliseContext): Event | DecodeFault {
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
