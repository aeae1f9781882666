import { formatTimestamp, parseTimestamp } from "../../event/timestamp.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { asText } from "../document.ts";
import { parseHashes } from "../text.ts";

/** How one native value enters the canonical document. `data` is there for values that only make sense together. */
export type Write = (builder: FieldBuilder, value: JsonValue, data: JsonObject) => void;

/** Native name → how it is written. Order matters only where two natives feed one field: the first one present wins. */
export type Mapping = { readonly [native: string]: Write };

export const text =
  (name: string): Write =>
  (builder, value) =>
    builder.text(name, value);

export const lower =
  (name: string): Write =>
  (builder, value) =>
    builder.lower(name, value);

export const long =
  (name: string): Write =>
  (builder, value) =>
    builder.long(name, value);

export const ip =
  (name: string): Write =>
  (builder, value) =>
    builder.ip(name, value);

export const bool =
  (name: string): Write =>
  (builder, value) =>
    builder.boolean(name, value);

export const image =
  (prefix: string): Write =>
  (builder, value) =>
    builder.image(prefix, value);

export const path =
  (...prefixes: readonly string[]): Write =>
  (builder, value) => {
    for (const prefix of prefixes) builder.path(prefix, value);
  };

export const commandLine =
  (prefix: string): Write =>
  (builder, value) =>
    builder.commandLine(prefix, value);

export const account =
  (prefix: string): Write =>
  (builder, value) =>
    builder.account(prefix, value);

export const date =
  (name: string): Write =>
  (builder, value) => {
    const time = parseTimestamp(asText(value) ?? "");
    if (time) builder.set(name, formatTimestamp(time.micros));
  };

/** `Hashes` of the process, the file or the library; the import hash belongs to the PE header. */
export const hashes =
  (...prefixes: readonly string[]): Write =>
  (builder, value) => {
    for (const [algorithm, hash] of Object.entries(parseHashes(asText(value) ?? ""))) {
      for (const prefix of prefixes) builder.set(algorithm === "imphash" ? `${prefix}.pe.imphash` : `${prefix}.hash.${algorithm}`, hash);
    }
  };

/** Several fields from one native value. */
export const all =
  (...writes: readonly Write[]): Write =>
  (builder, value, data) => {
    for (const write of writes) write(builder, value, data);
  };

const compiled = new WeakMap<Mapping, readonly (readonly [native: string, write: Write])[]>();

/** Writes every member of `data` the mapping knows. */
export function apply(mapping: Mapping, builder: FieldBuilder, data: JsonObject): void {
  let entries = compiled.get(mapping);
  if (!entries) {
    entries = Object.entries(mapping);
    compiled.set(mapping, entries);
  }
  for (const [native, write] of entries) {
    const value = data[native];
    if (value !== undefined && Object.hasOwn(data, native)) write(builder, value, data);
  }
}
