import type { ListFormat } from "./constants.ts";

/** What a list held at one time. Times are ISO 8601. */
export interface ListVersion {
  readonly number: number;
  readonly origin: "upload" | "fetch";
  readonly fileName: string;
  readonly format: ListFormat;
  /** Bytes of the text. */
  readonly size: number;
  /** Records, a header line among them. */
  readonly rows: number;
  readonly sha256: string;
  /** The first records as text, to see what it is. */
  readonly sample: readonly string[];
  readonly createdByName: string;
  readonly createdAt: string;
}

/** A list with the version in use; null: none has arrived yet. */
export interface ListRow {
  readonly id: string;
  /** The URL by which queries name it. */
  readonly url: string;
  readonly name: string;
  /** Minutes between fetches; null: never by itself. */
  readonly refreshMinutes: number | null;
  readonly dueAt: string | null;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
  readonly createdByName: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly current: ListVersion | null;
}

export interface ListDetail extends ListRow {
  /** Newest first. */
  readonly versions: readonly ListVersion[];
}

export interface ListHostRow {
  readonly host: string;
  readonly createdByName: string;
  readonly createdAt: string;
}

/** What an upload or a fetch did. `unchanged`: the bytes are those in use. */
export type ListOutcome =
  | { readonly ok: true; readonly id: string; readonly number: number; readonly rows: number; readonly unchanged: boolean }
  | { readonly ok: false; readonly reason: string };

/** A list as a query reads it. */
export interface KeptList {
  readonly text: string;
  readonly format: ListFormat;
  /** Which copy answers, in words. */
  readonly notice: string;
}
