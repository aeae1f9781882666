const SHOWN = 3;
const LONGEST = 80;

/** A few of the texts for a message, each cut to 80 characters: `a, b, c and 4 more`. */
export function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  const more = texts.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[], word: "and" | "or"): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}
