import { foldCase } from "../ir/case.ts";

/** What `FOLD` gives for every unit that folds to something outside ASCII: no folded ASCII character has this bit. */
export const FOREIGN = 0x80;

/** The folded form of every UTF-16 unit whose folded form is ASCII (the Kelvin sign's is `k`); `FOREIGN` for all others. */
export const FOLD: Uint8Array = new Uint8Array(65_536);
for (let unit = 0; unit < FOLD.length; unit++) FOLD[unit] = Math.min(FOREIGN, foldCase(String.fromCharCode(unit)).charCodeAt(0));

/** Whether all of a text is ASCII. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= FOREIGN) return false;
  return true;
}

/** Writes a text folded, one byte a unit, and tells whether any unit is outside ASCII. There must be room for `text.length`. */
export function foldInto(text: string, bytes: Uint8Array, at: number): boolean {
  let units = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = FOLD[text.charCodeAt(i)] ?? FOREIGN;
    units |= unit;
    bytes[at + i] = unit;
  }
  return (units & FOREIGN) !== 0;
}
