import { MEMBER_NAMES } from "../../decode/json/member-names.ts";
import type { Members, RawRecord } from "../../decode/record.ts";
import type { JsonObject } from "../../event/value.ts";
import { asObject, own, readPath } from "../document.ts";
import { readEvtx, readEvtxJson } from "./evtx.ts";
import { readFlat, readMembers } from "./flat.ts";
import type { WindowsRecord } from "./layout.ts";
import { readLegacyWinlogbeat, readWinlogbeat } from "./winlogbeat.ts";

const WINLOG_DOTTED = /^winlog\./;

function hasWinlog(body: JsonObject): boolean {
  if (asObject(own(body, "winlog"))) return true;
  return Object.keys(body).some((name) => WINLOG_DOTTED.test(name));
}

/** `EventID` beside a log, a provider or a host: a Windows event whose members the collector laid out flat. */
function isFlatWindows(body: JsonObject): boolean {
  if (!Object.hasOwn(body, "EventID") && !Object.hasOwn(body, "EventId")) return false;
  return FLAT_MARKS.some((name) => Object.hasOwn(body, name));
}

const FLAT_MARKS = [
  "Channel",
  "Hostname",
  "Computer",
  "SourceName",
  "Provider",
  "ProviderName",
  "Provider_Name",
  "EventSourceName",
  "EventLog",
];

/** One JSON object or CSV row as a Windows event-log record; undefined when it has no marks of one. */
export function windowsRecordIn(body: JsonObject): WindowsRecord | undefined {
  if (isFlatWindows(body)) return readFlat(body);
  const event = asObject(own(body, "Event"));
  if (event && asObject(own(event, "System"))) return readEvtxJson(event);
  if (asObject(own(body, "System")) && (Object.hasOwn(body, "EventData") || Object.hasOwn(body, "UserData"))) return readEvtxJson(body);
  if (Object.hasOwn(body, "event_id") && Object.hasOwn(body, "log_name")) return readLegacyWinlogbeat(body);
  return hasWinlog(body) && readPath(body, "winlog.channel") !== undefined ? readWinlogbeat(body) : undefined;
}

/** Elasticsearch exports wrap the document: `{ _index, _id, _source: {…} }`, or `fields` with every value in a list. */
export function unwrap(body: JsonObject): JsonObject {
  return (Object.hasOwn(body, "_index") || Object.hasOwn(body, "_id") ? asObject(own(body, "_source")) : undefined) ?? body;
}

/** The Windows event-log record a decoded record is, whatever shipped it; undefined when it is none. */
export function windowsRecordOf(record: RawRecord): WindowsRecord | undefined {
  const body = asObject(record.body);
  if (!body) return undefined;
  return record.shape === "windows-event" ? readEvtx(body) : windowsRecordIn(unwrap(body));
}

const MARKS = FLAT_MARKS.map((name) => MEMBER_NAMES.numberOf(name));
const EVENT_IDS = ["EventID", "EventId"].map((name) => MEMBER_NAMES.numberOf(name));
const EVENT_DATA = MEMBER_NAMES.numberOf("EventData");

/** The same of a flat record that is not parsed yet, as long as it need not be: `EventData` may be JSON in a text. */
export function windowsMembersOf(record: RawRecord): WindowsRecord | undefined {
  const { members } = record;
  if (!members || !hasAny(members, EVENT_IDS) || !hasAny(members, MARKS)) return undefined;
  return members.has(EVENT_DATA) ? undefined : readMembers(record, members);
}

function hasAny(members: Members, numbers: readonly number[]): boolean {
  for (let i = 0; i < numbers.length; i++) if (members.has(numbers[i] ?? -1)) return true;
  return false;
}
