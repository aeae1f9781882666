import type { Event } from "#core/event/event";
import type { JsonObject, JsonValue } from "#core/event/value";
import { asText } from "#core/normalise/document";
import type { WindowsRecord } from "#core/normalise/windows/layout";
import { windowsRecordOf } from "#core/normalise/windows/of-record";
import { EPOCH_TICKS } from "../value/calendar.ts";
import { cast } from "../value/cast.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { securityColumn } from "./security-column.ts";
import { LEVEL_NAMES, sysmonOrder } from "./windows-names.ts";
import { dataItemXml, eventDataXml, parameterXml } from "./windows-xml.ts";

const SECURITY = /^(?:security|microsoft-windows-applocker\/.*)$/i;

/**
 * Sentinel's tables of a Windows record: SecurityEvent for the Security log and AppLocker's, Event for every other log, and
 * WindowsEvent, where forwarded records of any log go, for all of them.
 */
export function windowsTablesOf(event: Event): readonly string[] {
  if (event.source !== "windows" && event.source !== "sysmon") return [];
  const native = nativeOf(event);
  if (!native || native.eventId < 0) return [];
  return [SECURITY.test(native.channel) ? "SecurityEvent" : "Event", "WindowsEvent"];
}

/** One record is asked for many columns. */
const natives = new WeakMap<Event, WindowsRecord | null>();

function nativeOf(event: Event): WindowsRecord | undefined {
  let native = natives.get(event);
  if (native === undefined) {
    native = windowsRecordOf(event.record) ?? null;
    natives.set(event, native);
  }
  return native ?? undefined;
}

type Read = (native: WindowsRecord, event: Event) => JsonValue | undefined;

const rest =
  (name: string): Read =>
  ({ layout, body }) =>
    layout.rest(body, name);

/** Columns of all three tables that are no data of the event. */
const HEAD: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["Channel", ({ channel }) => channel],
  ["EventLog", ({ channel }) => channel],
  ["Source", ({ provider }) => provider],
  ["Provider", ({ provider }) => provider],
  ["EventSourceName", ({ provider }) => provider],
  ["EventID", ({ eventId }) => eventId],
  ["Computer", ({ computer }, event) => computer ?? event.host.name],
  ["EventRecordId", ({ layout, body }) => layout.recordId(body)],
  ["Task", rest("Task")],
  ["EventCategory", rest("Task")],
  ["Opcode", rest("Opcode")],
  ["Keywords", rest("Keywords")],
  ["Version", rest("Version")],
  ["Level", rest("Level")],
  ["EventLevel", rest("Level")],
  ["EventLevelName", ({ layout, body }) => LEVEL_NAMES.get(asText(layout.rest(body, "Level")) ?? "4")],
  ["SystemProcessId", rest("ProcessID")],
  ["SystemThreadId", rest("ThreadID")],
  ["SystemUserId", rest("UserID")],
  ["UserName", ({ data, layout, body }) => asText(data.User) ?? layout.rest(body, "UserID")],
  ["RenderedDescription", rest("Message")],
  ["Message", rest("Message")],
  ["TimeCreated", ({ created }) => created],
  ["SourceSystem", () => "OpsManager"],
]);

/** The event's data: names and values in their order, the collector's own columns left out. */
function dataOf({ data, flat, eventId, provider }: WindowsRecord): readonly (readonly [string, string])[] {
  const names = Object.keys(data).filter((name) => !flat || !COLLECTOR.has(name));
  const isSysmon = /sysmon/i.test(provider);
  return (isSysmon ? sysmonOrder(eventId, names) : names).flatMap((name) => {
    const text = Object.hasOwn(data, name) ? asText(data[name]) : undefined;
    return text === undefined && !isSysmon ? [] : [[name, text ?? ""] as const];
  });
}

/** Columns of flat records that are not the event's data. */
const COLLECTOR: ReadonlySet<string> = new Set(
  `EventID EventId Channel Hostname Computer SourceName Provider ProviderName EventSourceName EventLog EventTime TimeCreated TimeGenerated
  EventReceivedTime SourceModuleName SourceModuleType Keywords EventType SeverityValue Severity ProviderGuid Version Task OpcodeValue
  Opcode RecordNumber EventRecordID EventRecordId ExecutionProcessID ExecutionThreadID ThreadID Category Message RenderedDescription
  Domain AccountName UserID AccountType ActivityID RelatedActivityID @timestamp @version host port tags Level EventLevel Type TenantId
  SourceSystem _ResourceId Source ProviderGuid Qualifiers`
    .trim()
    .split(/\s+/),
);

/** Reads one column of the records of a Windows table. */
export function windowsColumn({ name, type }: Column, table: string): (event: Event) => Cell {
  if (name === "TimeGenerated") return (event) => EPOCH_TICKS + BigInt(event.timestamp) * 10n;
  if (name === "Type") return () => table;
  const read = readerOf(name, table);
  return (event) => {
    const native = nativeOf(event);
    const value = native && read(native, event);
    return value === undefined || value === null ? emptyOf(type) : cellOf(value, type);
  };
}

function readerOf(name: string, table: string): Read {
  if (table === "Event" && name === "EventData") return (native, event) => dataItemXml(dataOf(native), event.timestamp);
  if (table === "Event" && name === "ParameterXml") return (native) => parameterXml(dataOf(native));
  if (table === "WindowsEvent" && name === "EventData")
    return (native) => Object.fromEntries(dataOf(native).filter(([, text]) => text !== ""));
  if (table === "SecurityEvent" && name === "EventData") return (native) => ownText(native, name) ?? eventDataXml(dataOf(native));
  const head = HEAD.get(name);
  if (head) return head;
  return table === "SecurityEvent" ? securityColumn(name) : () => undefined;
}

function ownText({ body }: WindowsRecord, name: string): string | undefined {
  return Object.hasOwn(body, name) ? asText(body[name]) : undefined;
}

function cellOf(value: JsonValue, type: Column["type"]): Cell {
  if (type === "dynamic") return dynamicOf(value);
  const text = asText(value);
  return text === undefined ? emptyOf(type) : cast(text, "string", type);
}

function dynamicOf(value: JsonValue): Dynamic {
  if (typeof value !== "object" || value === null) return value;
  if (isObject(value)) return new Map(Object.entries(value).map(([key, member]): [string, Dynamic] => [key, dynamicOf(member)]));
  return value.map(dynamicOf);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
