import type { Located, RawBytes, RawValues } from "../decode/located.ts";
import type { RawRecord } from "../decode/record.ts";
import type { EventClass } from "./class.ts";
import type { FieldRef } from "./field.ts";
import type { FieldValue } from "./value.ts";

/** 128 bits of a SHA-256 over the event's identity, as a lower-case UUID. The same record always gets the same id. */
export type EventId = string & { readonly brand: "EventId" };

/** Microseconds since 1970-01-01T00:00:00Z. Exact in a double until the year 2255; JS `Date` is only milliseconds. */
export type EpochMicros = number;

/** Which shipper or sensor wrote the record; decides the mapper and the native field names. */
export const SOURCE_KINDS = ["sysmon", "windows", "endpoint", "defender", "unknown"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** How far the timestamp can be trusted: `received` means the record had none and the time of arrival stands in. */
export type TimestampQuality = "ok" | "assumed-zone" | "skewed" | "out-of-range" | "received";

/** The host an event happened on, never the collector that forwarded it. `key` is the lower-cased FQDN or short name. */
export interface HostRef {
  readonly key: string;
  readonly name: string;
}

/** The canonical document: flat, ECS dotted names (see `fields.ts`). An absent field is an absent key, never null. */
export type EventFields = { readonly [name: string]: FieldValue };

/**
 * What a predicate can ask of an event: the value of a field under the name the rule's author knows it by.
 * Views answer in the source's own dialect first and derive from the canonical document otherwise.
 */
export interface Row {
  /** The field's value, or undefined when this event has none. */
  get(field: FieldRef): FieldValue | undefined;
  /** Every textual value of the record, for keyword search ("anywhere"). */
  texts(): Iterable<string>;
  /**
   * Where the field's one text stands as the record writes it, if that is known without asking for the value: `into` then says where, and
   * equal bytes are equal texts, whatever the record. Otherwise, and for several texts, `elsewhere`: `get` has the answer. All fields of
   * a row stand in the same bytes.
   */
  locate?(field: FieldRef, into: RawBytes): Located;
  /** One object for all rows that agree in class, source, `Channel` and `EventID`, where there is one; it is not changed by who reads it. */
  readonly rowKind?: object | undefined;
  /** Where all `texts()` stand, if they stand in bytes: see `Members.rawValues`. */
  rawValues?(into: RawValues): boolean;
}

/** One normalised record. `fields` and `id` may be computed on first use: matching alone needs neither. */
export interface Event extends Row {
  readonly id: EventId;
  readonly timestamp: EpochMicros;
  readonly timestampQuality: TimestampQuality;
  readonly source: SourceKind;
  readonly class: EventClass;
  readonly host: HostRef;
  readonly fields: EventFields;
  /** Every one of `STORED_FIELDS` as it is in `fields`, and perhaps others. Storing an event needs no more, and most are only stored. */
  readonly storedFields: EventFields;
  /** The record as it was decoded; stored whole, and normalised again from it whenever the event is read back. */
  readonly record: RawRecord;
  /** Field-level problems that did not cost the event: `bad_ip destination.ip`. */
  readonly warnings: readonly string[];
}
