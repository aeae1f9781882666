import type { JsonObject, JsonValue } from "../../event/value.ts";
import { asFieldValue, asObject, asText, isList, own, readPath } from "../document.ts";
import { eventIdOf } from "./event-id.ts";
import type { WindowsLayout, WindowsRecord } from "./layout.ts";

/** Sigma's names for what winlogbeat 7 and later, and Elastic Agent, keep under `winlog`. */
const MODERN: { readonly [name: string]: string } = {
  Level: "log.level",
  Message: "message",
  Task: "winlog.task",
  Opcode: "winlog.opcode",
  Keywords: "winlog.keywords",
  Version: "winlog.version",
  ProcessID: "winlog.process.pid",
  ThreadID: "winlog.process.thread.id",
  UserID: "winlog.user.identifier",
  ProviderGuid: "winlog.provider_guid",
  ActivityID: "winlog.activity_id",
};

/** The same in winlogbeat 6, whose members lie at the top. */
const LEGACY: { readonly [name: string]: string } = {
  Level: "level",
  Message: "message",
  Task: "task",
  Opcode: "opcode",
  Keywords: "keywords",
  Version: "version",
  ProcessID: "process_id",
  ThreadID: "thread_id",
  UserID: "user.identifier",
  ProviderGuid: "provider_guid",
  ActivityID: "activity_id",
};

/** EventData and UserData together, whether the document nests them or spells the path in the member's name. */
function dataOf(root: JsonObject, prefix: string): JsonObject {
  const eventData = asObject(readPath(root, `${prefix}event_data`));
  const userData = asObject(readPath(root, `${prefix}user_data`));
  const parts = [`${prefix}event_data.`, `${prefix}user_data.`];
  const dotted = Object.keys(root).filter((key) => parts.some((part) => key.startsWith(part)));
  if (dotted.length === 0 && (!eventData || !userData)) return eventData ?? userData ?? {};
  const out: Record<string, JsonValue> = { ...eventData, ...userData };
  for (const key of dotted) {
    const part = parts.find((candidate) => key.startsWith(candidate)) ?? "";
    out[key.slice(part.length)] = root[key] ?? null;
  }
  return out;
}

/** Winlogbeat numbers parameters without a name: `param1`, `param2`, … */
function numbered(data: JsonObject): readonly JsonValue[] | undefined {
  const values: JsonValue[] = [];
  for (let value = own(data, "param1"); value !== undefined; value = own(data, `param${values.length + 1}`)) values.push(value);
  return values.length > 0 ? values : undefined;
}

/** Exports of `fields` from Kibana wrap every value in a list of one. */
function only(value: JsonValue | undefined): JsonValue | undefined {
  return value !== undefined && value !== null && isList(value) && value.length === 1 ? value[0] : value;
}

function textAt(body: JsonObject, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = asText(only(readPath(body, path)));
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

function readAs(names: { readonly [name: string]: string }): WindowsLayout["rest"] {
  return (body, name) => {
    const path = Object.hasOwn(names, name) ? names[name] : undefined;
    return path === undefined ? undefined : asFieldValue(readPath(body, path));
  };
}

const LEGACY_LAYOUT: WindowsLayout = {
  recordId: (body) => textAt(body, "record_number", "record_id"),
  unnamed: numbered,
  times: (body) => [asText(own(body, "@timestamp"))],
  rest: readAs(LEGACY),
};

/** winlogbeat 6: `event_id`, `log_name`, `computer_name`, `source_name`, `event_data` at the top of the document. */
export function readLegacyWinlogbeat(body: JsonObject): WindowsRecord {
  return {
    layout: LEGACY_LAYOUT,
    body,
    channel: asText(own(body, "log_name")) ?? "",
    provider: asText(own(body, "source_name")) ?? "",
    eventId: eventIdOf(own(body, "event_id")),
    computer: asText(own(body, "computer_name")),
    created: asText(own(body, "@timestamp")),
    data: dataOf(body, ""),
    flat: false,
    document: undefined,
  };
}

const MODERN_LAYOUT: WindowsLayout = {
  recordId: (body) => textAt(body, "winlog.record_id"),
  unnamed: numbered,
  times: (body) => [textAt(body, "@timestamp"), textAt(body, "winlog.time_created", "event.created")],
  rest: readAs(MODERN),
};

/** winlogbeat 7 and later, Elastic Agent: `winlog.*`, nested or dotted, raw or already through Elastic's pipeline. */
export function readWinlogbeat(body: JsonObject): WindowsRecord {
  return {
    layout: MODERN_LAYOUT,
    body,
    channel: textAt(body, "winlog.channel") ?? "",
    provider: textAt(body, "winlog.provider_name", "event.provider") ?? "",
    eventId: eventIdOf(textAt(body, "winlog.event_id", "event.code")),
    computer: textAt(body, "winlog.computer_name", "host.name"),
    // event.created is when the beat read the record on some versions: only `winlog.time_created` and the raw
    // @timestamp are the log service's own clock.
    created: textAt(body, "winlog.time_created", "@timestamp"),
    data: dataOf(body, "winlog."),
    flat: false,
    document: body,
  };
}
