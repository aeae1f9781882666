import { splitCommandLine } from "#core/normalise/text";
import type { Dynamic } from "../value/dynamic.ts";
import { long } from "../value/long.ts";
import { badArgument, type FunctionTable, fn, text } from "./signature.ts";
import { parseXml } from "./xml.ts";

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

function query(source: string): Dynamic {
  const bag = new Map<string, Dynamic>();
  for (const pair of source.split("&")) {
    if (pair === "") continue;
    const cut = pair.indexOf("=");
    bag.set(decoded(cut < 0 ? pair : pair.slice(0, cut)), cut < 0 ? "" : decoded(pair.slice(cut + 1)));
  }
  return bag;
}

/** https://learn.microsoft.com/kusto/query/parse-url-function */
function parseUrl(source: string): Dynamic {
  const match = /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/)?(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
    source,
  );
  const [, scheme, user, host, port, path, parameters, fragment] = match ?? [];
  const [name, password] = (user ?? "").split(":");
  return new Map<string, Dynamic>([
    ["Scheme", scheme ?? ""],
    ["Host", host ?? ""],
    ["Port", port ?? ""],
    ["Path", path ?? ""],
    ["Username", name ?? ""],
    ["Password", password ?? ""],
    ["Query Parameters", query(parameters ?? "")],
    ["Fragment", fragment ?? ""],
  ]);
}

/** https://learn.microsoft.com/kusto/query/parse-path-function */
function parsePath(source: string): Dynamic {
  const scheme = /^([A-Za-z][\w+.-]+):\/\//.exec(source);
  const rest = scheme ? source.slice(scheme[0].length) : source;
  const root = /^[A-Za-z]:/.exec(rest)?.[0] ?? "";
  const stream = /^(?:[A-Za-z]:)?[^:]*:([^\\/:]*)$/.exec(rest)?.[1] ?? "";
  const plain = stream === "" ? rest : rest.slice(0, -(stream.length + 1));
  const cut = Math.max(plain.lastIndexOf("\\"), plain.lastIndexOf("/"));
  const file = plain.slice(cut + 1);
  const directory = cut < 0 ? "" : plain.slice(0, cut);
  const dot = file.lastIndexOf(".");
  return new Map<string, Dynamic>([
    ["Scheme", scheme?.[1] ?? ""],
    ["RootPath", root],
    ["DirectoryPath", directory],
    ["DirectoryName", directory.slice(Math.max(directory.lastIndexOf("\\"), directory.lastIndexOf("/")) + 1)],
    ["Filename", file],
    ["Extension", dot > 0 ? file.slice(dot + 1) : ""],
    ["AlternateDataStreamName", stream],
  ]);
}

/** One record of CSV. */
export function parseCsv(source: string): readonly string[] {
  const cells: string[] = [];
  let i = 0;
  for (;;) {
    let cell = "";
    if (source[i] === '"') {
      for (i++; i < source.length; i++) {
        if (source[i] !== '"') cell += source[i];
        else if (source[i + 1] === '"') {
          cell += '"';
          i++;
        } else break;
      }
      i++;
    }
    while (i < source.length && source[i] !== "," && source[i] !== "\n") cell += source[i++];
    cells.push(cell.replace(/\r$/, ""));
    if (source[i] !== ",") return cells;
    i++;
  }
}

/** Comparable number of a version: eight digits a part, exactly. */
function parseVersion(source: string): number | bigint | null {
  const parts = source.trim().split(".");
  if (parts.length > 4 || parts.some((part) => !/^\d{1,8}$/.test(part))) return null;
  return long([0, 1, 2, 3].reduce((total, i) => total * 100_000_000n + BigInt(parts[i] ?? 0), 0n));
}

/** Some go by an older name, too. */
const url = fn("string", "dynamic", ([source]) => parseUrl(text(source)));
const urlQuery = fn(
  "string",
  "dynamic",
  ([source]) => new Map<string, Dynamic>([["Query Parameters", query(text(source).replace(/^\?/, ""))]]),
);
const csv = fn("string", "dynamic", ([source]) => parseCsv(text(source)));
const xml = fn("string", "dynamic", ([source]) => parseXml(text(source)));
const version = fn("string", "decimal", ([source]) => parseVersion(text(source)));

export const PARSER_FUNCTIONS: FunctionTable = {
  parse_url: url,
  parseurl: url,
  parse_urlquery: urlQuery,
  parseurlquery: urlQuery,
  parse_path: fn("string", "dynamic", ([source]) => parsePath(text(source))),
  // "windows" is all that Kusto reads.
  parse_command_line: fn("string string", "dynamic", ([source, kind], _, at) => {
    if (kind !== "windows") throw badArgument(`parse_command_line reads "windows" only, not ${text(kind)}`, at);
    return text(source) === "" ? null : splitCommandLine(text(source));
  }),
  parse_csv: csv,
  parsecsv: csv,
  parse_xml: xml,
  parsexml: xml,
  parse_version: version,
  parseversion: version,
};
