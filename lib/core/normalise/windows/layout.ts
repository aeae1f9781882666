import type { JsonObject, JsonValue } from "../../event/value.ts";

/** Members of `System` by the names Sigma rules use. */
export interface WindowsHeader {
  readonly channel: string;
  readonly provider: string;
  /** -1 when the record has none. */
  readonly eventId: number;
  readonly computer: string | undefined;
  readonly recordId: string | undefined;
  /** When the log service wrote the record, as the shipper spells it. */
  readonly created: string | undefined;
  /** Further times of the record, best first; some are local or the collector's. */
  readonly times: readonly (string | undefined)[];
  /** The rest of `System` by Sigma's names: Level, Task, Opcode, Keywords, Version, ProcessID, ThreadID, UserID, Message … */
  readonly rest: (name: string) => JsonValue | undefined;
}

/** A Windows event-log record, whatever shipped it. */
export interface WindowsRecord extends WindowsHeader {
  /** EventData and the leaves of UserData by their own names; for flat shippers, the whole object. */
  readonly data: JsonObject;
  /** True where `data` is the whole flat object, collector's columns included. */
  readonly flat: boolean;
  /** The ECS document around the record, where the shipper is a beat. */
  readonly document: JsonObject | undefined;
}
