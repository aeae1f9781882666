import { foldCase } from "../ir/case.ts";

/** What `FOLD` gives for every unit that folds to something outside ASCII: no folded ASCII character has this bit. */
export const FOREIGN = 0x80;

/** The folded form of every UTF-16 unit whose folded form is ASCII (the Kelvin sign's is `k`); `FOREIGN` for all others. */
export const FOLD: Uint8Array = new Uint8Array(65_536);
for (let unit = 0; unit < FOLD.length; unit++) FOLD[unit] = Math.min(FOREIGN, foldCase(String.fromCharCode(unit)).charCodeAt(0));

/** Whether the folded `needle`, which is ASCII, stands at `at` in a text that is not folded. */
export function standsAt(needle: string, text: string, at: number): boolean {
  if (at < 0 || at + needle.length > text.length) return false;
  for (let i = 0; i < needle.length; i++) if (FOLD[text.charCodeAt(at + i)] !== needle.charCodeAt(i)) return false;
  return true;
}

/** Whether all of a text is ASCII. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= FOREIGN) return false;
  return true;
}
