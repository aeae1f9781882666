import { type Context, constantOf, emptyScope } from "../bind/scope.ts";
import type { ExternalList } from "../bind/session.ts";
import { batches, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Node, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast, fromDynamic } from "../value/cast.ts";
import { type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import { readJson } from "../value/json.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { csvRecords } from "./csv-records.ts";

type ExternalNode = Node & { readonly kind: "externaldata" };

/**
 * A list an administrator keeps under the URL the query names: nothing is fetched from here. Cells that do not convert are null.
 * https://learn.microsoft.com/kusto/query/externaldata-operator
 */
export function bindExternaldata(node: ExternalNode, context: Context): Plan {
  const columns = node.schema.map(({ name, type }) => ({ name, type }));
  const urls = node.urls.map((url) =>
    String(constantOf(context.binder.expression(url, emptyScope(context)), "a URL", url.at)).replace(/;.*$/s, ""),
  );
  const lists = urls.map((url): { readonly url: string; readonly list: ExternalList } => {
    const list = context.session.outside.list?.(url, columns);
    if (!list) throw new KqlRefusal("no-such-list", `no list is kept for ${url}; upload one under this address`, node.at);
    return { url, list };
  });
  for (const { list } of lists) if (list.notice !== undefined) context.session.notices.add(list.notice);
  const format = property(node.properties, "format");
  const skips = property(node.properties, "ignorefirstrecord")?.toLowerCase() === "true";
  if (node.properties.some((one) => one.name === "ingestionmapping"))
    throw new KqlRefusal("unsupported", "externaldata with an ingestion mapping is not supported", node.at);
  const [only] = lists.map(({ list }) => list);
  return {
    columns,
    isOpen: false,
    isSerialized: false,
    ...(lists.length === 1 && only?.blocks && { blocks: searched(only.blocks) }),
    async *rows() {
      for (const { url, list } of lists) {
        if (list.rows) yield* batches(cellRows(list.rows()));
        else yield* batches(read(list.text ?? "", (format ?? list.format ?? formatOf(url)).toLowerCase(), skips, columns, node.at));
      }
    },
  };
}

function searched({ column, find }: NonNullable<ExternalList["blocks"]>): NonNullable<Plan["blocks"]> {
  return { column, find: (address, bits) => find(address, bits).map((cells) => ({ cells, evidence: null })) };
}

function* cellRows(rows: Iterable<readonly Cell[]>): Generator<Row> {
  for (const cells of rows) yield { cells, evidence: null };
}

function property(properties: readonly Parameter[], name: string): string | undefined {
  const value = properties.find((one) => one.name === name)?.value;
  return value?.kind === "literal" ? String(value.value) : undefined;
}

/** By the name's ending, an archive's own aside; csv when it tells nothing. */
function formatOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? "";
  return /\.(csv|tsv|psv|txt|json|multijson)$/i.exec(path.replace(/\.(zip|gz)$/i, ""))?.[1]?.toLowerCase() ?? "csv";
}

const SEPARATORS: { readonly [format: string]: string } = { csv: ",", tsv: "\t", tsve: "\t", psv: "|", scsv: ";", ssv: ";" };

function* read(text: string, format: string, skips: boolean, columns: readonly Column[], at: number): Generator<Row> {
  const separator = Object.hasOwn(SEPARATORS, format) ? SEPARATORS[format] : undefined;
  if (separator !== undefined) {
    yield* skipping(csvRecords(text, separator), skips, (record) => columns.map(({ type }, i) => cast(record[i] ?? "", "string", type)));
    return;
  }
  if (format === "txt" || format === "raw" || format === "text") {
    const lines = text.split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    yield* skipping(lines, skips, (line) => columns.map(({ type }, i) => (i === 0 ? cast(line, "string", type) : emptyOf(type))));
    return;
  }
  if (format === "json" || format === "multijson") {
    const whole = readJson(text.trim());
    const items: readonly Dynamic[] =
      whole === undefined
        ? text
            .split(/\r?\n/)
            .filter((line) => line.trim() !== "")
            .map((line) => readJson(line) ?? null)
        : isArray(whole)
          ? whole
          : [whole];
    yield* skipping(items, false, (item) =>
      columns.map(({ name, type }) => (isBag(item) ? fromDynamicOr(item.get(name) ?? null, type) : emptyOf(type))),
    );
    return;
  }
  throw new KqlRefusal("unsupported", `externaldata in the format ${format} is not supported`, at);
}

function fromDynamicOr(value: Dynamic, type: Column["type"]): Cell {
  return type === "dynamic" ? value : fromDynamic(value, type);
}

function* skipping<T>(items: Iterable<T>, skips: boolean, cells: (item: T) => readonly Cell[]): Generator<Row> {
  let isFirst = skips;
  for (const item of items) {
    if (!isFirst) yield { cells: cells(item), evidence: null };
    isFirst = false;
  }
}
