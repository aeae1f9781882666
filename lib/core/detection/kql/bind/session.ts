import type { BlockSearch, Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Dynamic } from "../value/dynamic.ts";
import type { Cell, Column } from "../value/type.ts";

/** Where tables come from. Names are matched exactly; Kusto is case-sensitive. */
export interface Catalog {
  readonly names: readonly string[];
  table(name: string): Plan | undefined;
}

/** The answer of a table that had to run before the rest could be bound. */
export type Resolved =
  | { readonly kind: "rows"; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly kind: "scalar"; readonly value: Cell }
  | { readonly kind: "set"; readonly values: readonly Cell[] };

export interface Pending {
  readonly ordinal: number;
  resolve(rows: readonly Row[]): Resolved;
  readonly plan: Plan;
}

/** Data a query asks for by address: the caller has it or not. Nothing is fetched from here. */
export interface Outside {
  /** Rows of the list an administrator keeps under a URL; undefined when there is none. */
  list?(url: string, columns: readonly Column[]): ExternalList | undefined;
  /** `{country, state, city, latitude, longitude}` of an address, as far as known. */
  geo?(address: string): Dynamic;
  /** What is known of files by their hashes, in small letters; without it, `FileProfile` reads the tables. */
  files?(hashes: readonly string[]): Promise<ReadonlyMap<string, KnownFile>>;
}

/** A file as the events tell of it. Times are ticks. */
export interface KnownFile {
  /** On how many devices it was. */
  readonly devices: number;
  readonly first: bigint | null;
  readonly last: bigint | null;
  /** By the name of `FileProfile`'s column. */
  readonly facts: ReadonlyMap<string, Cell>;
}

export interface ExternalList {
  /** Decoded text of the file, or rows ready made in the order of the wanted columns. */
  readonly text?: string;
  rows?(): Iterable<readonly Cell[]>;
  /** The same `rows`, searched by address instead of read. */
  readonly blocks?: BlockSearch<readonly Cell[]>;
  /** What the reader of the result must know about this list: its date, or that another one answers. */
  readonly notice?: string;
  /** Format as far as the name told: csv, tsv, txt, json, multijson. */
  readonly format?: string;
}

/**
 * State of binding one query. Some schemas need data (`bag_unpack`) and some constants too (`toscalar`): such a table is queued
 * under an ordinal, run, and the query bound again with its answer. Binding is deterministic, so ordinals stay the same.
 */
export interface Session {
  readonly catalog: Catalog;
  readonly outside: Outside;
  /** Ticks; one instant for the whole query. */
  readonly now: bigint;
  readonly resolved: ReadonlyMap<number, Resolved>;
  readonly pending: Pending[];
  /** What the reader of the result must know: exact dcount, no geo data, … */
  readonly notices: Set<string>;
  ordinal: number;
  windows: number;
  inlined: number;
}
