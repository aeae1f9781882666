import type { Dynamic } from "../value/dynamic.ts";
import { long } from "../value/long.ts";
import { type FunctionTable, fn, text } from "./signature.ts";
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

/** CommandLineToArgvW. */
function parseCommandLine(source: string): Dynamic {
  const args: string[] = [];
  let i = 0;
  while (i < source.length) {
    while (source[i] === " " || source[i] === "\t") i++;
    if (i >= source.length) break;
    let arg = "";
    let isQuoted = false;
    for (; i < source.length; i++) {
      const c = source[i] ?? "";
      if (!isQuoted && (c === " " || c === "\t")) break;
      if (c === "\\") {
        const run = /^\\+/.exec(source.slice(i))?.[0].length ?? 1;
        if (source[i + run] !== '"') {
          arg += "\\".repeat(run);
          i += run - 1;
          continue;
        }
        arg += "\\".repeat(Math.floor(run / 2));
        i += run - 1;
        if (run % 2 === 1) {
          arg += '"';
          i++;
        }
        continue;
      }
      if (c !== '"') arg += c;
      else if (isQuoted && source[i + 1] === '"') {
        arg += '"';
        i++;
      } else isQuoted = !isQuoted;
    }
    args.push(arg);
  }
  return args;
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

export const PARSER_FUNCTIONS: FunctionTable = {
  parse_url: fn("string", "dynamic", ([source]) => parseUrl(text(source))),
  parse_urlquery: fn(
    "string",
    "dynamic",
    ([source]) => new Map<string, Dynamic>([["Query Parameters", query(text(source).replace(/^\?/, ""))]]),
  ),
  parse_path: fn("string", "dynamic", ([source]) => parsePath(text(source))),
  parse_command_line: fn("string string", "dynamic", ([source]) => (text(source) === "" ? null : parseCommandLine(text(source)))),
  parse_csv: fn("string", "dynamic", ([source]) => parseCsv(text(source))),
  parse_xml: fn("string", "dynamic", ([source]) => parseXml(text(source))),
  parse_version: fn("string", "decimal", ([source]) => parseVersion(text(source))),
};
