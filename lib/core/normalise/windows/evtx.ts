import { type JsonDraft, setMember } from "../../event/json-member.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import { asObject, asText, isList, own, sortedKeys } from "../document.ts";
import { eventIdOf } from "./event-id.ts";
import type { WindowsLayout, WindowsRecord } from "./layout.ts";

/** An element's text, whether it was rendered bare or beside its attributes (`<EventID Qualifiers="0">4104</EventID>`). */
function elementText(value: JsonValue | undefined): JsonValue | undefined {
  const object = asObject(value);
  return object ? (own(object, "#text") ?? own(object, "Text") ?? own(object, "value")) : value;
}

/** Leaves of `UserData` under their bare names; a name that occurs twice holds both values, in an order that is not that of the members. */
function collectLeaves(object: JsonObject, into: JsonDraft): void {
  for (const [name, value] of byName(object)) {
    const child = asObject(value);
    const text = own(child, "#text");
    if (text !== undefined) setMember(into, name, text);
    else if (child) collectLeaves(child, into);
    else if (name === "xmlns" || name.startsWith("xmlns:")) continue;
    else setMember(into, name, Object.hasOwn(into, name) ? [into[name] ?? null, value].flat() : value);
  }
}

/** Members in the order of their names: two shippers of one event may write them in different orders. */
function byName(object: JsonObject): readonly (readonly [name: string, value: JsonValue])[] {
  return sortedKeys(object).map((name) => [name, object[name] ?? null]);
}

function dataOf(body: JsonObject): JsonObject {
  const eventData = asObject(own(body, "EventData"));
  const userData = asObject(own(body, "UserData"));
  if (!userData) return eventData ?? {};
  const leaves: JsonDraft = { ...eventData };
  collectLeaves(userData, leaves);
  return leaves;
}

function restOf(system: JsonObject, name: string): JsonValue | undefined {
  switch (name) {
    case "ProcessID":
    case "ThreadID":
      return own(asObject(own(system, "Execution")), name);
    case "UserID":
      return own(asObject(own(system, "Security")), name);
    case "ProviderGuid":
      return own(asObject(own(system, "Provider")), "Guid");
    case "ActivityID":
    case "RelatedActivityID":
      return own(asObject(own(system, "Correlation")), name);
    default: {
      const value = elementText(own(system, name));
      return typeof value === "object" && value !== null && !isList(value) ? undefined : value;
    }
  }
}

function systemOf(body: JsonObject): JsonObject {
  return asObject(own(body, "System")) ?? {};
}

function createdOf(system: JsonObject): string | undefined {
  return asText(own(asObject(own(system, "TimeCreated")), "SystemTime"));
}

const EVTX: WindowsLayout = {
  recordId: (body) => asText(elementText(own(systemOf(body), "EventRecordID"))),
  times: (body) => [createdOf(systemOf(body))],
  rest: (body, name) => restOf(systemOf(body), name),
};

/** `{ System, EventData, UserData }` as the EVTX decoder renders it. */
export function readEvtx(body: JsonObject): WindowsRecord {
  const system = systemOf(body);
  const provider = asObject(own(system, "Provider"));
  return {
    layout: EVTX,
    body,
    channel: asText(elementText(own(system, "Channel"))) ?? "",
    provider: asText(own(provider, "Name")) ?? asText(own(provider, "EventSourceName")) ?? "",
    eventId: eventIdOf(elementText(own(system, "EventID"))),
    computer: asText(elementText(own(system, "Computer"))),
    created: createdOf(system),
    data: dataOf(body),
    flat: false,
    document: undefined,
  };
}

/** Attributes in the spellings of evtx_dump (`#attributes`) and of xmltodict (`@Name`) as plain members; an element of the same name wins. */
function plain(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(plain);
  const object = asObject(value);
  if (!object) return value;
  const out: JsonDraft = {};
  for (const [name, child] of attributesFirst(object)) {
    if (name !== "#attributes") setMember(out, name.startsWith("@") ? name.slice(1) : name, plain(child));
    else for (const [attribute, text] of Object.entries(asObject(child) ?? {})) setMember(out, attribute, text);
  }
  return out;
}

function attributesFirst(object: JsonObject): readonly (readonly [name: string, value: JsonValue])[] {
  const isAttribute = ([name]: readonly [string, JsonValue]) => name === "#attributes" || name.startsWith("@");
  const members = Object.entries(object);
  if (!members.some(isAttribute)) return members;
  return [...byName(object).filter(isAttribute), ...members.filter((member) => !isAttribute(member))];
}

/** `Data` elements written as a list of `{ Name, #text }`, or only as `{ #text }`, back into names and the unnamed list. */
function nameData(eventData: JsonObject): JsonObject {
  const data = own(eventData, "Data");
  if (data === undefined || data === null) return eventData;
  const { Data: _, ...rest } = eventData;
  const out: JsonDraft = rest;
  const unnamed: JsonValue[] = [];
  for (const item of isList(data) ? data : [data]) {
    const element = asObject(item);
    const name = asText(own(element, "Name"));
    const text = element ? (own(element, "#text") ?? "") : item;
    if (name !== undefined) setMember(out, name, text);
    else unnamed.push(...(isList(text) ? text : [text]));
  }
  return unnamed.length > 0 ? { ...out, Data: unnamed } : out;
}

/** `{ "Event": { "System": … } }`: JSON made from event XML, with attributes marked. */
export function readEvtxJson(event: JsonObject): WindowsRecord {
  const body = asObject(plain(event)) ?? {};
  const eventData = asObject(own(body, "EventData"));
  return readEvtx(eventData ? { ...body, EventData: nameData(eventData) } : body);
}
