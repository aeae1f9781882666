import { MEMBER_NAMES } from "../../decode/json/member-names.ts";
import type { Members, RawRecord } from "../../decode/record.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import { asObject, asText, own, parseObject } from "../document.ts";
import { eventIdOf } from "./event-id.ts";
import type { WindowsLayout, WindowsRecord } from "./layout.ts";

function first(body: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = asText(own(body, name));
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** Sigma's names where the collector has its own. */
const COLLECTOR_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["ProcessID", ["ExecutionProcessID"]],
  ["TimeCreated", ["EventTime"]],
  ["Level", ["EventLevel", "Severity"]],
  ["Message", ["RenderedDescription"]],
]);

const FLAT: WindowsLayout = {
  recordId: (body) => first(body, "RecordNumber", "EventRecordID", "EventRecordId", "RecordId"),
  times: (body) =>
    ["TimeCreated", "TimeGenerated", "TimeGenerated [UTC]", "@timestamp", "EventTime"].map((name) => asText(own(body, name))),
  rest: (body, name) => {
    const value = own(body, name);
    if (value !== undefined && value !== null) return value;
    for (const other of COLLECTOR_NAMES.get(name) ?? []) if (Object.hasOwn(body, other)) return own(body, other);
    return undefined;
  },
  renamed: new Set(COLLECTOR_NAMES.keys()),
};

/** Names that a flat record may have under another name. */
export const FLAT_RENAMED: Iterable<string> = COLLECTOR_NAMES.keys();

/**
 * One flat object: NXLog's im_msvistalog, the OTRF collectors, and the tables of Microsoft Sentinel (`SecurityEvent`
 * with flat columns; `WindowsEvent` and `Event` with EventData as an object or as JSON text). The collector adds its
 * own columns (`host`, `EventType: INFO`, `EventReceivedTime`); the event's host is Hostname or Computer, never `host`.
 */
export function readFlat(body: JsonObject): WindowsRecord {
  const nested = own(body, "EventData");
  const data = asObject(nested) ?? (typeof nested === "string" ? parseObject(nested) : undefined);
  return {
    layout: FLAT,
    body,
    channel: asText(own(body, "Channel")) ?? first(body, "EventLog") ?? "",
    provider:
      asText(own(body, "SourceName")) ?? first(body, "Provider", "ProviderName", "Provider_Name", "EventSourceName", "Source") ?? "",
    eventId: eventIdOf(own(body, "EventID") ?? own(body, "EventId")),
    computer: asText(own(body, "Hostname")) ?? first(body, "Computer"),
    created: asText(own(body, "TimeCreated")),
    data: data ?? body,
    flat: data === undefined,
    document: undefined,
  };
}

/** The same of a record that is not parsed yet: `readFlat`, with everything that is seldom asked for put off. */
export function readMembers(record: RawRecord, members: Members): WindowsRecord {
  return new MemberRecord(record, members);
}

const CHANNEL = MEMBER_NAMES.numberOf("Channel");
const EVENT_ID = MEMBER_NAMES.numberOf("EventID");
const SOURCE_NAME = MEMBER_NAMES.numberOf("SourceName");

/** What is the same in every such record is on the class: one is made for every event. */
class MemberRecord implements WindowsRecord {
  readonly members: Members;
  readonly channel: string;
  readonly eventId: number;
  private readonly record: RawRecord;

  constructor(record: RawRecord, members: Members) {
    this.record = record;
    this.members = members;
    this.channel = asText(members.shared(CHANNEL)) ?? this.first("EventLog") ?? "";
    this.eventId = eventIdOf(members.value(EVENT_ID) ?? this.member("EventId"));
  }

  get layout(): WindowsLayout {
    return FLAT;
  }

  get flat(): boolean {
    return true;
  }

  get document(): undefined {
    return undefined;
  }

  get body(): JsonObject {
    return this.record.body;
  }

  get data(): JsonObject {
    return this.record.body;
  }

  get provider(): string {
    return (
      asText(this.members.shared(SOURCE_NAME)) ?? this.first("Provider", "ProviderName", "Provider_Name", "EventSourceName", "Source") ?? ""
    );
  }

  get computer(): string | undefined {
    return asText(this.member("Hostname")) ?? this.first("Computer");
  }

  get created(): string | undefined {
    return asText(this.member("TimeCreated"));
  }

  private member(name: string): JsonValue | undefined {
    return this.members.value(MEMBER_NAMES.numberOf(name));
  }

  private first(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const text = asText(this.member(name));
      if (text !== undefined && text !== "") return text;
    }
    return undefined;
  }
}
