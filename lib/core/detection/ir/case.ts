/**
 * One spelling for every casing of a text, unit by unit, so that an index into the folded text is an index into the original.
 * `toLowerCase` alone is not that: it turns İ into two units and a final Σ into ς, and both would lose matches.
 */
export function foldCase(text: string): string {
  return IRREGULAR.test(text) ? foldIrregular(text) : text.toLowerCase();
}

const IRREGULAR = /[\u0130\u03a3\u03c2]/;

function foldIrregular(text: string): string {
  const parts = text.replace(/[\u03a3\u03c2]/g, "\u03c3").split("\u0130");
  return parts.map((part) => part.toLowerCase()).join("\u0130");
}
