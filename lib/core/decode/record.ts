import type { JsonObject, JsonValue } from "../event/value.ts";
import type { Located, RawBytes, RawValues } from "./located.ts";

/** Where a record stands: for error messages and for evidence a person can find again. */
export interface Position {
  /** Name of the file as given; a member of an archive is `archive.zip/member.json`. */
  readonly file: string;
  /** EVTX record id, 1-based line (NDJSON, CSV) or 1-based element (JSON array). */
  readonly record: number;
  /** Byte offset of the record in its (decompressed) file, where the framing knows it. */
  readonly offset?: number;
}

/**
 * How `body` is laid out.
 * `windows-event`: `{ System: {...}, EventData?: {...}, UserData?: {...} }` as rendered from EVTX:
 *   attributes are plain members (`System.Provider.Name`, `System.TimeCreated.SystemTime`), `EventData` maps each named
 *   Data to its text (an empty element is ""), unnamed Data elements are the list `EventData.Data`.
 * `json`: any JSON object, as it was in the file. `csv`: one member a column, all values strings.
 */
export type RecordShape = "windows-event" | "json" | "csv";

/** One record as decoded, before any meaning is given to it. */
export interface RawRecord {
  readonly position: Position;
  readonly shape: RecordShape;
  readonly body: JsonObject;
  /** The members of the body where they can be had without parsing the rest. They say exactly what `body` says. */
  readonly members?: Members;
}

/** The members of a flat object, by the numbers `MEMBER_NAMES` has for their names. None of its values is a list or an object. */
export interface Members {
  has(number: number): boolean;
  /** Undefined when there is no such member. */
  value(number: number): JsonValue | undefined;
  /** As `value`, for members that hold the same text in many records: that is then one string, not one a record. */
  shared(number: number): JsonValue | undefined;
  /** Where the value's text stands as it is written, if it does: `into` then says where, and equal bytes are equal texts. */
  locate(number: number, into: RawBytes): Located;
  /** Whether the record's bytes hold every text of it: strings as JSON.stringify writes them, numbers as JavaScript does. `into` then says where. */
  rawValues(into: RawValues): boolean;
  names(): Iterable<string>;
  /** Whether any name has a space in it. */
  readonly hasSpacedName: boolean;
}
