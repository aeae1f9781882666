import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from "@codemirror/autocomplete";
import type { CatalogNames } from "#features/hunt/types";
import type { Knowledge } from "./knowledge.ts";

/** Completes EQL: categories, fields, functions, and the words of a sequence. */
export function eqlCompletion(knowledge: Knowledge) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.state.sliceDoc(0, context.pos);
    const word = /[\w@.]*$/.exec(before)?.[0] ?? "";
    if (isInText(before) || /^\d/.test(word)) return null;
    if (!context.explicit && word === "" && !/(?:\[|\bwhere )\s?$/.test(before)) return null;
    const catalog = await knowledge.catalog();
    if (context.aborted) return null;
    return {
      from: context.pos - word.length,
      options: eqlOptions(before.slice(0, before.length - word.length), catalog),
      validFor: /^[\w@.]*$/,
    };
  };
}

/** Whether the end of a text is inside a string or a comment. */
function isInText(before: string): boolean {
  const rest = before.replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n/g, "");
  return /"[^"\n]*$|\/\*[\s\S]*$|\/\/[^\n]*$/.test(rest);
}

/** What can follow a text, the likeliest first. */
export function eqlOptions(before: string, catalog: CatalogNames | null): readonly Completion[] {
  const { categories, fields, functions } = catalog?.eql ?? { categories: [], fields: [], functions: [] };
  const fieldOptions = fields.map((label) => ({ label, type: "property", boost: 10 }));
  const start = /(?:^|\n)\s*$/.test(before) && !/\bwhere\b/.test(before);
  if (/\|\s*$/.test(before)) return PIPES;
  if (/\b(?:by|,)\s*$/.test(before) && /\b(?:sequence|sample|by)\b[^[\]]*$/.test(before)) return fieldOptions;
  if (start || /[[]\s*$/.test(before))
    return [
      ...[...categories, "any"].map((name) => snippetCompletion(`${name} where #{condition}`, { label: `${name} where`, type: "class" })),
      ...(start ? STARTS : []),
    ];
  if (/\bsequence\b[^[]*$/.test(before)) return SEQUENCE_WORDS;
  return [
    ...fieldOptions,
    ...functions.map((name) => snippetCompletion(`${name}(#{})`, { label: name, type: "function" })),
    ...WORDS.map(([label, info]) => ({ label, info, type: "keyword" })),
  ];
}

const STARTS = [
  snippetCompletion("sequence by #{host.id} with maxspan=#{5m}\n  [process where #{condition}]\n  [network where #{condition}]", {
    label: "sequence",
    info: "Events one after the other",
    type: "keyword",
  }),
  snippetCompletion("sample by #{host.id}\n  [process where #{condition}]\n  [network where #{condition}]", {
    label: "sample",
    info: "Events of one group in any order",
    type: "keyword",
  }),
];
const SEQUENCE_WORDS: readonly Completion[] = [
  { label: "by", info: "The field all events share", type: "keyword" },
  { label: "with maxspan=", info: "The longest time from first to last", type: "keyword" },
  { label: "with runs=", info: "How often a step must happen", type: "keyword" },
];
const PIPES: readonly Completion[] = [
  snippetCompletion("head #{10}", { label: "head", info: "The first so many", type: "keyword" }),
  snippetCompletion("tail #{10}", { label: "tail", info: "The last so many", type: "keyword" }),
];
const WORDS: readonly (readonly [string, string])[] = [
  ["and", "Both"],
  ["or", "Either"],
  ["not", "The opposite"],
  ["in", "One of a list: (a, b)"],
  ["like~", "Fits * and ?, without case"],
  ["like", "Fits * and ?, with case"],
  ["regex~", "Matches a pattern, without case"],
  ["with maxspan=", "The longest time from first to last"],
  ["until", "An event that ends the sequence"],
];
