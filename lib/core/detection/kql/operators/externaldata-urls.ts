import { parseQuery } from "../syntax/parse.ts";
import { KqlRefusal } from "../syntax/refusal.ts";

/**
 * The URLs a query may read lists from, as far as they are written out, in `externaldata` itself or in a `let` before it: what a
 * caller loads before the query runs. A text that cannot be read has none. Everything behind a semicolon is a key for the storage and
 * no part of the name.
 */
export function urlsOf(text: string): readonly string[] {
  const urls = new Set<string>();
  if (!/external_?data/.test(text)) return [];
  try {
    visit(parseQuery(text), ({ kind, value }) => {
      if (kind === "literal" && typeof value === "string" && /^[a-z]+:\/\//i.test(value)) urls.add(value.replace(/;.*$/s, ""));
    });
  } catch (error) {
    if (!(error instanceof KqlRefusal)) throw error;
  }
  return [...urls];
}

/** Calls for every object of a syntax tree. The parser bounds its depth. */
function visit(value: unknown, call: (node: { readonly [name: string]: unknown }) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) call({ ...value });
  for (const member of Object.values(value)) visit(member, call);
}
