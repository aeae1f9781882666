import type { RelatedMention } from "#features/rule/types";

/** Sigma's words (specification 2.1, "Related rules") said from where the reader stands: what the named rule is to this one, and the reverse. */
const WORDS: { readonly [type: string]: { readonly [D in RelatedMention["direction"]]: string } } = {
  derived: { names: "Derived from", "named-by": "Source of" },
  obsolete: { names: "Replaces", "named-by": "Replaced by" },
  obsoletes: { names: "Replaces", "named-by": "Replaced by" },
  merged: { names: "Merged from", "named-by": "Merged into" },
  renamed: { names: "Earlier id", "named-by": "Now has the id" },
  similar: { names: "Similar to", "named-by": "Similar to" },
};

export function relationText({ type, direction }: Pick<RelatedMention, "type" | "direction">): string {
  const words = Object.hasOwn(WORDS, type) ? WORDS[type] : undefined;
  return words?.[direction] ?? (direction === "names" ? `Related (${type}) to` : `Named as related (${type}) by`);
}

/** Whether one of these rules took this one's place. */
export function isReplaced(related: readonly RelatedMention[]): boolean {
  return related.some(({ type, direction }) => direction === "named-by" && ["obsolete", "obsoletes", "merged", "renamed"].includes(type));
}
