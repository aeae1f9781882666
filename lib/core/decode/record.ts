import type { JsonObject, JsonValue } from "../event/value.ts";

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

/** Bytes somewhere in memory; exchanged in place, because they are asked for a hundred thousand times a second. */
export interface RawBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
  isAscii: boolean;
}

/** The members of a flat object, by numbers that stand for names. None of its values is a list or an object. */
export interface Members {
  /** The number that stands for a name, the same in all records; -1 for names that no such record has. */
  number(name: string): number;
  has(number: number): boolean;
  /** Undefined when there is no such member. */
  value(number: number): JsonValue | undefined;
  /** As `value`, for members that hold the same text in many records: that is then one string, not one a record. */
  shared(number: number): JsonValue | undefined;
  /**
   * Writes the value's text in lower case, a byte a character, and gives its length. -1 when there is no such member, or null;
   * -2 when it can only be had by `value`: it is not ASCII or does not fit.
   */
  foldInto(number: number, into: Uint8Array, at: number): number;
  /** Where the value's text stands as it is written: equal bytes are equal texts. False when there is no such member, or it is none of text or integer. */
  locate(number: number, into: RawBytes): boolean;
  /** Whether the record's bytes hold every text of it: strings as JSON.stringify writes them, numbers as JavaScript does. `into` then says where. */
  raw(into: RawBytes): boolean;
  names(): Iterable<string>;
  /** Whether any name has a space in it. */
  readonly hasSpacedName: boolean;
}
