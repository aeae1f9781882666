import { MEMBER_NAMES } from "../../decode/json/member-names.ts";
import type { Members } from "../../decode/record.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import { own } from "../document.ts";

/** Where a shipper keeps the parts of a record that are rarely asked for. */
export interface WindowsLayout {
  /** `System/EventRecordID`. */
  readonly recordId: (body: JsonObject) => string | undefined;
  /** Times of the record, best first; some are local or the collector's. */
  readonly times: (body: JsonObject) => readonly (string | undefined)[];
  /** The rest of `System` by Sigma's names: Level, Task, Opcode, Keywords, Version, ProcessID, ThreadID, UserID, Message … */
  readonly rest: (body: JsonObject, name: string) => JsonValue | undefined;
  /** The parameters an event has without names (`Data`), where the shipper made some up. */
  readonly unnamed?: (data: JsonObject) => readonly JsonValue[] | undefined;
  /** Of a flat layout, the names `rest` finds under another name; all others it finds where the data is. */
  readonly renamed?: ReadonlySet<string>;
}

/** A Windows event-log record, whatever shipped it. */
export interface WindowsRecord {
  readonly layout: WindowsLayout;
  readonly body: JsonObject;
  readonly channel: string;
  readonly provider: string;
  /** -1 when the record has none. */
  readonly eventId: number;
  readonly computer: string | undefined;
  /** When the log service wrote the record, as the shipper spells it. */
  readonly created: string | undefined;
  /** EventData and the leaves of UserData by their own names; for flat shippers, the whole object. */
  readonly data: JsonObject;
  /** True where `data` is the whole flat object, collector's columns included. */
  readonly flat: boolean;
  /** The ECS document around the record, where the shipper is a beat. */
  readonly document: JsonObject | undefined;
  /** The members of `data`, where they can be had without it. */
  readonly members?: Members | undefined;
}

/** One member of a record's data, by the shorter way there is. */
export function dataMember(record: WindowsRecord, name: string): JsonValue | undefined {
  const { members } = record;
  return members ? members.value(MEMBER_NAMES.numberOf(name)) : own(record.data, name);
}
