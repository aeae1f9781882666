import { parseQuery } from "../syntax/parse.ts";
import { KqlRefusal } from "../syntax/refusal.ts";

/**
 * The URLs a query reads lists from, as far as they are written out: what a caller loads before the query runs. A text that cannot
 * be read has none. Everything behind a semicolon is a key for the storage and no part of the name.
 */
export function urlsOf(text: string): readonly string[] {
  const urls = new Set<string>();
  try {
    visit(parseQuery(text), (node) => {
      if (node.kind !== "externaldata" || !Array.isArray(node.urls)) return;
      for (const url of node.urls) collect(url, urls);
    });
  } catch (error) {
    if (!(error instanceof KqlRefusal)) throw error;
  }
  return [...urls];
}

function collect(node: unknown, into: Set<string>): void {
  visit(node, ({ kind, value }) => {
    if (kind === "literal" && typeof value === "string") into.add(value.replace(/;.*$/s, ""));
  });
}

/** Calls for every object of a syntax tree. The parser bounds its depth. */
function visit(value: unknown, call: (node: { readonly [name: string]: unknown }) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) call({ ...value });
  for (const member of Object.values(value)) visit(member, call);
}
