import path from "node:path";
import { gzipSync } from "node:zlib";
import { parseQuery } from "#core/detection/kql/syntax/parse";
import { zipOf } from "#lib/pipeline/testing/zip";

/** A list that a query wants, as its author declared it. */
export interface WantedList {
  readonly url: string;
  readonly format: string;
  readonly hasHeading: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every list a query reads, by its URL. */
export function wantedLists(text: string): readonly WantedList[] {
  const found: WantedList[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isExternal(value)) {
      const said = new Map(value.properties.map((one) => [one.name, String(one.value.value)]));
      for (const { value: url } of value.urls) {
        const ending = /\.(csv|tsv|psv|txt|json|multijson)(?:\.zip|\.gz)?$/i.exec(url.split(/[?#]/)[0] ?? "")?.[1];
        const format = (said.get("format") ?? ending ?? "csv").toLowerCase();
        found.push({ url, format, hasHeading: said.get("ignorefirstrecord")?.toLowerCase() === "true", columns: value.schema });
      }
    }
    for (const member of Object.values(value)) visit(member);
  };
  visit(parseQuery(text));
  return found;
}

interface External {
  readonly urls: readonly { readonly value: string }[];
  readonly schema: WantedList["columns"];
  readonly properties: readonly { readonly name: string; readonly value: { readonly value: unknown } }[];
}

const isExternal = (value: object): value is External => "kind" in value && value.kind === "externaldata";

/** A file as the URL's owner might serve it: two records under the columns' names, packed as the ending says. */
export async function fileFor(list: WantedList): Promise<{ readonly bytes: Buffer; readonly fileName: string }> {
  const fileName = path.posix.basename(URL.canParse(list.url) ? new URL(list.url).pathname : list.url) || "list";
  const text = textFor(list);
  if (/\.zip$/i.test(fileName)) return { bytes: await zipOf({ [fileName.replace(/\.zip$/i, "")]: text }), fileName };
  return { bytes: /\.gz$/i.test(fileName) ? gzipSync(text) : Buffer.from(text), fileName };
}

const SEPARATORS: { readonly [format: string]: string } = { csv: ",", tsv: "\t", psv: "|" };

function textFor({ format, columns, hasHeading }: WantedList): string {
  const records = [1, 2].map((n) => columns.map((column) => [column.name, valueFor(column, n)] as const));
  if (format === "json") return records.map((record) => JSON.stringify(Object.fromEntries(record))).join("\n");
  if (format === "multijson") return JSON.stringify(records.map(Object.fromEntries), null, 2);
  const separator = SEPARATORS[format];
  if (separator === undefined && format !== "txt") throw new Error(`no file can be made in the format ${format}`);
  const rows = records.map((record) =>
    separator === undefined ? String(record[0]?.[1]) : record.map(([, cell]) => `"${String(cell).replaceAll('"', '""')}"`).join(separator),
  );
  return [...(hasHeading ? [columns.map(({ name }) => name).join(separator ?? " ")] : []), ...rows, ""].join("\r\n");
}

function valueFor({ name, type }: WantedList["columns"][number], n: number): string | number | boolean {
  if (type === "int" || type === "long" || type === "real" || type === "decimal") return n;
  if (type === "bool") return n === 1;
  if (type === "datetime") return `2026-03-0${n}T12:00:00Z`;
  if (type === "timespan") return `0${n}:00:00`;
  if (type === "dynamic") return `{"n":${n}}`;
  if (/cidr/i.test(name)) return `203.0.113.${n}/32`;
  if (/ip$/i.test(name)) return `203.0.113.${n}`;
  return /domain|website/i.test(name) ? `host${n}.example.org` : `value ${n}, "quoted"`;
}
