import { type Context, constantOf, emptyScope } from "../bind/scope.ts";
import type { ExternalList } from "../bind/session.ts";
import { batches, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Node, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import type { Cell } from "../value/type.ts";
import { ingestionMapping } from "./ingestion-mapping.ts";
import { isListFormat, type ListFile, listRecords } from "./list-records.ts";

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
    if (!isUrl(url)) throw new KqlRefusal("bad-argument", `${url} is no URL a list could be kept under`, node.at);
    if (!list) throw new KqlRefusal("no-such-list", `no list is kept for ${url}; upload one under this address`, node.at);
    return { url, list };
  });
  for (const { list } of lists) if (list.notice !== undefined) context.session.notices.add(list.notice);
  const said = property(node.properties, "format")?.toLowerCase();
  const skips = property(node.properties, "ignorefirstrecord")?.toLowerCase() === "true";
  const mapping = property(node.properties, "ingestionmapping");
  const places = mapping === undefined ? undefined : ingestionMapping(mapping, columns, node.at);
  const files = lists.map(({ url, list }): ListFile & { readonly list: ExternalList } => {
    const format = said ?? formatOf(url, list.format);
    if (!isListFormat(format)) throw new KqlRefusal("unsupported", `externaldata in the format ${format} is not supported`, node.at);
    return { text: list.text ?? "", format, url, list };
  });
  const [only] = lists.map(({ list }) => list);
  return {
    columns,
    isOpen: false,
    isSerialized: false,
    ...(lists.length === 1 && only?.blocks && { blocks: searched(only.blocks) }),
    async *rows() {
      for (const { list, ...file } of files) {
        yield* batches(cellRows(list.rows?.() ?? listRecords(file, { columns, places, skips, at: node.at })));
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

/**
 * By the ending of the URL, an archive's own aside; then by what the kept file said of itself; csv when nothing tells. Lines of text
 * are csv as well unless the query says otherwise: so Kusto reads them.
 */
function formatOf(url: string, kept: string | undefined): string {
  const path = url.split(/[?#]/)[0] ?? "";
  const ending = /\.(csv|tsv|psv|txt|json|multijson)$/i.exec(path.replace(/\.(zip|gz)$/i, ""))?.[1]?.toLowerCase();
  return ending ?? (kept === undefined || kept === "txt" ? "csv" : kept);
}

const isUrl = (text: string): boolean => /^[a-z]+:\/\/[^\s[\]()]+/i.test(text);
