import { formatTimestamp, parseTimestamp } from "../../event/timestamp.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { asText } from "../document.ts";
import { parseHashes } from "../text.ts";

/** How one native value enters the canonical document. `data` is there for values that only make sense together. */
export interface Write {
  (builder: FieldBuilder, value: JsonValue, data: JsonObject): void;
  /** Every field it may write. Absent: any. */
  readonly names?: readonly string[];
}

/** A write that touches no other fields than these: it is left out where nobody asks for one of them. */
export function writing(names: readonly string[], write: Write): Write {
  return Object.assign((builder: FieldBuilder, value: JsonValue, data: JsonObject) => write(builder, value, data), { names });
}

/** Native name → how it is written. Order matters only where two natives feed one field: the first one present wins. */
export type Mapping = { readonly [native: string]: Write };

export const text = (name: string): Write => writing([name], (builder, value) => builder.text(name, value));

export const lower = (name: string): Write => writing([name], (builder, value) => builder.lower(name, value));

export const long = (name: string): Write => writing([name], (builder, value) => builder.long(name, value));

export const ip = (name: string): Write => writing([name, name.replace(/ip$/, "address")], (builder, value) => builder.ip(name, value));

export const bool = (name: string): Write => writing([name], (builder, value) => builder.boolean(name, value));

export const image = (prefix: string): Write =>
  writing([`${prefix}.executable`, `${prefix}.name`], (builder, value) => builder.image(prefix, value));

export const path = (...prefixes: readonly string[]): Write =>
  writing(
    prefixes.flatMap((prefix) => [`${prefix}.path`, `${prefix}.name`, `${prefix}.directory`, `${prefix}.extension`]),
    (builder, value) => {
      for (const prefix of prefixes) builder.path(prefix, value);
    },
  );

export const commandLine = (prefix: string): Write =>
  writing([`${prefix}.command_line`, `${prefix}.args`], (builder, value) => builder.commandLine(prefix, value));

export const account = (prefix: string): Write =>
  writing([`${prefix}.name`, `${prefix}.domain`], (builder, value) => builder.account(prefix, value));

export const date = (name: string): Write =>
  writing([name], (builder, value) => {
    const time = parseTimestamp(asText(value) ?? "");
    if (time) builder.set(name, formatTimestamp(time.micros));
  });

/** `Hashes` of the process, the file or the library; the import hash belongs to the PE header. */
export const hashes =
  (...prefixes: readonly string[]): Write =>
  (builder, value) => {
    for (const [algorithm, hash] of Object.entries(parseHashes(asText(value) ?? ""))) {
      for (const prefix of prefixes) builder.set(algorithm === "imphash" ? `${prefix}.pe.imphash` : `${prefix}.hash.${algorithm}`, hash);
    }
  };

/** Several fields from one native value. */
export function all(...writes: readonly Write[]): Write {
  const write: Write = (builder, value, data) => {
    for (const one of writes) one(builder, value, data);
  };
  const names = writes.flatMap((one) => one.names ?? []);
  return writes.every((one) => one.names) ? writing(names, write) : write;
}

type Entries = readonly (readonly [native: string, write: Write])[];
const EVERYTHING: ReadonlySet<string> = new Set();
const compiled = new WeakMap<Mapping, Map<ReadonlySet<string>, Entries>>();

/** The entries of a mapping that may write what the builder keeps. */
function entriesOf(mapping: Mapping, kept: ReadonlySet<string> | undefined): Entries {
  const known = compiled.get(mapping) ?? new Map<ReadonlySet<string>, Entries>();
  compiled.set(mapping, known);
  let entries = known.get(kept ?? EVERYTHING);
  if (!entries) {
    entries = Object.entries(mapping).filter(([, { names }]) => !kept || !names || names.some((name) => kept.has(name)));
    known.set(kept ?? EVERYTHING, entries);
  }
  return entries;
}

/** Writes every member of `data` the mapping knows. */
export function apply(mapping: Mapping, builder: FieldBuilder, data: JsonObject): void {
  for (const [native, write] of entriesOf(mapping, builder.kept)) {
    const value = data[native];
    if (value !== undefined && Object.hasOwn(data, native)) write(builder, value, data);
  }
}
