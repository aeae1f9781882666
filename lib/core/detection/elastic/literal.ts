import type { LikePart } from "../ir/like.ts";
import type { LiteralNode } from "../kuery/ast.ts";

/** A value of Elasticsearch's query DSL as Kuery would write it, taken as it stands. */
export function literalOf(value: string | number | boolean): LiteralNode {
  if (typeof value === "boolean") return { kind: "truth", at: 0, value };
  return { kind: "text", at: 0, text: String(value), isQuoted: true };
}

/** A pattern of the `wildcard` query: `*` is any text, `?` any character, and a backslash takes the meaning from the next one. */
export function wildcardOf(text: string): LiteralNode {
  const parts: LikePart[] = [];
  for (const [piece] of text.matchAll(/\\[\s\S]|\*|\?|[^\\*?]+|\\/g)) {
    if (piece === "*") parts.push({ kind: "many" });
    else if (piece === "?") parts.push({ kind: "one" });
    else {
      const plain = piece.length > 1 && piece.startsWith("\\") ? piece.slice(1) : piece;
      const last = parts.at(-1);
      if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", text: last.text + plain };
      else parts.push({ kind: "text", text: plain });
    }
  }
  return { kind: "pattern", at: 0, pattern: parts };
}
