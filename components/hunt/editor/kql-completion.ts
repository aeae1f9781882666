import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from "@codemirror/autocomplete";
import type { CatalogNames, HuntColumn } from "#features/hunt/types";
import type { Knowledge } from "./knowledge.ts";
import { AGGREGATE_HELP, type FunctionHelp, SCALAR_HELP } from "./kql-functions.ts";
import { declaredNames, type Place, placeAt } from "./kql-place.ts";
import { CHART_NAMES, COMPARISONS, JOIN_KINDS, OPERATOR_HELP } from "./kql-words.ts";

const WORD = /^!?[\w$]*~?$/;
/** Where the next word is nearly certain. */
const EXPECTANT = /(?:[|(]\s?|\b(?:where|by|and|or|extend|project|summarize|on|render|distinct|project-away|join|evaluate) )$/;

/** Completes KQL: what can stand at the cursor, the columns as the query has them by then. */
export function kqlCompletion(knowledge: Knowledge) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const place = placeAt(text, context.pos);
    if (place.kind === "none") return null;
    const typed = context.state.sliceDoc(place.from, context.pos);
    // Nothing else is offered unasked before a letter is typed.
    if (!context.explicit && typed === "" && !EXPECTANT.test(text.slice(0, context.pos))) return null;
    if (/^\d/.test(typed)) return null;
    const catalog = await knowledge.catalog();
    const columns = place.kind === "expression" && place.scope !== null ? await columnsOf(knowledge, catalog, place.scope) : [];
    if (context.aborted) return null;
    const options = optionsAt(place, { catalog, columns, declared: declaredNames(text) });
    return options.length === 0 ? null : { from: place.from, options, validFor: WORD };
  };
}

/** The query's own columns; when it is not yet one, those of the tables it names. */
async function columnsOf(knowledge: Knowledge, catalog: CatalogNames | null, scope: string): Promise<readonly HuntColumn[]> {
  const exact = await knowledge.columnsOf(scope);
  if (exact) return exact;
  const named = (catalog?.tables ?? []).filter(({ name }) => new RegExp(`\\b${name}\\b`).test(scope));
  return [...new Map(named.flatMap((table) => table.columns.map((column) => [column.name, column] as const))).values()];
}

export interface Known {
  readonly catalog: CatalogNames | null;
  readonly columns: readonly HuntColumn[];
  /** Names of `let`. */
  readonly declared: readonly string[];
}

/** What can be written at a place, the likeliest first. */
export function optionsAt(place: Place, known: Known): readonly Completion[] {
  switch (place.kind) {
    case "none":
      return [];
    case "source":
      return [...declared(known), ...tables(known), ...SOURCE_SNIPPETS];
    case "operator":
      return OPERATORS;
    case "expression":
      return expressionOptions(place, known);
  }
}

function expressionOptions(place: Place & { kind: "expression" }, known: Known): readonly Completion[] {
  if (place.operator === "render") return place.after === "compare" ? [] : words(CHART_NAMES, "enum");
  if (place.operator === "evaluate") return PLUGINS;
  if (place.operator === "union") return [...declared(known), ...tables(known)];
  if (/^(?:join|lookup)$/.test(place.operator) && place.after === "start") return [...words(JOIN_KINDS, "keyword"), ...tables(known)];
  if (place.after === "compare" && /^(?:where|filter|extend|project|mv-apply|)$/.test(place.operator)) return words(COMPARISONS, "keyword");
  const sorts = place.after === "compare" && /^(?:sort|order|top)$/.test(place.operator);
  if (sorts) return words(SORTS, "keyword");
  if (place.after === "compare" && place.operator === "summarize") return words([["by", "The columns that make a group"]], "keyword");
  const functions = place.operator === "summarize" && place.after === "start" ? [...AGGREGATE_OPTIONS, ...SCALAR_OPTIONS] : SCALAR_OPTIONS;
  const columns = known.columns.map(({ name, type }) => ({ ...quoted(name), type: "property", detail: type, boost: 20 }));
  const further = (known.catalog?.functions ?? []).filter(({ name, kind }) => kind === "scalar" && !HELPED.has(name));
  return [
    ...columns,
    ...declared(known),
    ...functions,
    ...further.map(({ name }) => ({ label: name, type: "function", apply: `${name}(` })),
    ...words([["not", "The opposite of a condition"]], "keyword"),
  ];
}

function declared({ declared }: Known): readonly Completion[] {
  return declared.map((label) => ({ label, type: "variable", detail: "let", boost: 30 }));
}

function tables({ catalog }: Known): readonly Completion[] {
  return (catalog?.tables ?? []).map(({ name, columns }) => ({
    label: name,
    type: "class",
    detail: `${columns.length} columns`,
    info: columns.map((column) => column.name).join(", "),
    boost: 10,
  }));
}

/** A column as it is written: names that are no identifier go in brackets. */
export function quoted(name: string): { readonly label: string; readonly apply?: string } {
  return /^[A-Za-z_]\w*$/.test(name) ? { label: name } : { label: name, apply: `['${name.replace(/[\\']/g, "\\$&")}']` };
}

function words(pairs: readonly (readonly [string, string])[], type: string): readonly Completion[] {
  return pairs.map(([label, info], index) => ({ label, info, type, boost: -index }));
}

function callable({ name, signature, help }: FunctionHelp, type: string): Completion {
  const options = { label: name, detail: signature.slice(name.length), info: help, type };
  return signature === `${name}()` ? { ...options, apply: `${name}()` } : snippetCompletion(`${name}(#{})`, options);
}

const SORTS: readonly (readonly [string, string])[] = [
  ["asc", "Smallest first"],
  ["desc", "Largest first"],
  ["nulls first", "Missing values first"],
  ["nulls last", "Missing values last"],
];
const OPERATORS = OPERATOR_HELP.map(({ name, help, snippet }, index) => {
  const options = { label: name, info: help, type: "keyword", boost: 50 - index };
  return snippet === undefined ? options : snippetCompletion(snippet, options);
});
const SCALAR_OPTIONS = SCALAR_HELP.map((each) => callable(each, "function"));
const AGGREGATE_OPTIONS = AGGREGATE_HELP.map((each) => ({ ...callable(each, "function"), boost: 10 }));
const HELPED = new Set([...SCALAR_HELP, ...AGGREGATE_HELP].map(({ name }) => name));
const PLUGINS = [
  snippetCompletion("bag_unpack(#{column})", { label: "bag_unpack", info: "A column for each key of a bag", type: "function" }),
  snippetCompletion("pivot(#{column})", { label: "pivot", info: "A column for each value", type: "function" }),
  snippetCompletion("ipv4_lookup(#{List}, #{address}, #{network})", {
    label: "ipv4_lookup",
    info: "Columns of the range an address lies in",
    type: "function",
  }),
];
const SOURCE_SNIPPETS = [
  snippetCompletion("let #{name} = #{value};\n", { label: "let", info: "Give a value or a query a name", type: "keyword" }),
  snippetCompletion("union #{Table}, #{Table}", { label: "union", info: "Rows of several tables", type: "keyword" }),
  snippetCompletion('search "#{term}"', { label: "search", info: "Rows of any table in which a column has a term", type: "keyword" }),
  snippetCompletion("print #{value}", { label: "print", info: "One row of computed values", type: "keyword" }),
  snippetCompletion("range #{x} from #{1} to #{10} step #{1}", { label: "range", info: "Rows of a series of values", type: "keyword" }),
  snippetCompletion('datatable(#{name}: #{string}) [\n    "#{value}"\n]', {
    label: "datatable",
    info: "A table written into the query",
    type: "keyword",
  }),
  snippetCompletion('externaldata(#{network}: string, #{owner}: string) ["#{https://…}"]', {
    label: "externaldata",
    info: "A list by its URL; see Lists",
    type: "keyword",
  }),
];
