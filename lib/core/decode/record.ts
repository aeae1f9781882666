import type { JsonObject } from "../event/value.ts";

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
}
