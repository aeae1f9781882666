import type { JsonObject, JsonValue } from "../../event/value.ts";
import type { LineReader } from "./read-line.ts";

const line = (message: string): JsonObject => ({ message });

/** Sets a member of any name: `__proto__` is a column like another. */
function define(body: { [name: string]: JsonValue }, name: string, value: JsonValue): void {
  Object.defineProperty(body, name, { value, enumerable: true, writable: true, configurable: true });
}

interface ZeekHeader {
  separator: string;
  setSeparator: string;
  empty: string;
  unset: string;
  path: string;
  fields: readonly string[];
  types: readonly string[];
}

const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Zeek's ASCII writer: directives begin with `#`, columns have the names and types they name; the log is the directive `path`. */
export function zeekReader(): LineReader {
  const header: ZeekHeader = { separator: "\t", setSeparator: ",", empty: "(empty)", unset: "-", path: "", fields: [], types: [] };
  return (text) => {
    if (text.startsWith("#")) {
      directive(header, text);
      return undefined;
    }
    const values = text.split(header.separator);
    if (header.fields.length === 0 || values.length !== header.fields.length) return line(text);
    const body: { [name: string]: JsonValue } = { _path: header.path };
    for (const [at, name] of header.fields.entries()) {
      const value = values[at] ?? header.unset;
      if (value !== header.unset) define(body, name, zeekValue(value, header.types[at] ?? "string", header));
    }
    return body;
  };
}

function directive(header: ZeekHeader, text: string): void {
  if (text.startsWith("#separator ")) header.separator = unescaped(text.slice(11).trim());
  const [name = "", ...values] = text.slice(1).split(header.separator);
  if (name === "set_separator") header.setSeparator = values[0] ?? ",";
  if (name === "empty_field") header.empty = values[0] ?? "(empty)";
  if (name === "unset_field") header.unset = values[0] ?? "-";
  if (name === "path") header.path = values[0] ?? "";
  if (name === "fields") header.fields = values;
  if (name === "types") header.types = values;
}

function zeekValue(value: string, type: string, { setSeparator, empty }: ZeekHeader): JsonValue {
  if (/^(?:set|vector)\[/.test(type)) return value === empty ? [] : value.split(setSeparator).map((item) => unescaped(item));
  if (type === "bool") return value === "T";
  return /^(?:count|int|port|double|time|interval)$/.test(type) && Number.isFinite(Number(value)) ? Number(value) : unescaped(value);
}

/** W3C's extended log format: `#Fields:` names the columns, spaces part them, `-` is nothing; the time is in UTC. */
export function w3cReader(): LineReader {
  let fields: readonly string[] = [];
  return (text) => {
    if (text.startsWith("#")) {
      const named = /^#Fields:[ \t]+(.*)$/.exec(text)?.[1];
      if (named !== undefined) fields = named.trim().split(/[ \t]+/);
      return undefined;
    }
    const values = [...text.matchAll(/"((?:[^"]|"")*)"|\S+/g)].map(([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole);
    if (fields.length === 0 || values.length !== fields.length) return line(text);
    const body: { [name: string]: JsonValue } = {};
    for (const [at, name] of fields.entries()) if (values[at] !== "-") define(body, name, values[at] ?? "");
    const [date, time] = [body.date, body.time];
    return typeof date === "string" && typeof time === "string" ? { timestamp: `${date}T${time}Z`, ...body } : body;
  };
}
