/** A run of text, or one character that a reader would not see or would take for another. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "blank"; readonly text: string; readonly mark: string }
  | { readonly kind: "hidden"; readonly text: string; readonly mark: string };

const BLANKS: { readonly [character: string]: string } = { " ": "·", "\t": "→", "\n": "⏎", "\r": "␍" };
// Controls, direction marks, unusual blanks, unpaired surrogates, and whatever Unicode says to draw as nothing
// (zero-width characters, variation selectors, tags, Hangul fillers).
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Splits untrusted text so that nothing in it can hide: direction marks and zero-width characters are always their own
 * segment, blanks are when `blanks` is asked for. The segments' texts joined are the input.
 */
export function reveal(text: string, blanks: boolean): readonly Segment[] {
  const segments: Segment[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") segments.push({ kind: "text", text: plain });
    plain = "";
  };
  for (const character of text) {
    const blank = BLANKS[character];
    if (blank === undefined ? !HIDDEN.test(character) : !blanks) {
      plain += character;
      continue;
    }
    flush();
    segments.push(
      blank === undefined
        ? { kind: "hidden", text: character, mark: codePoint(character) }
        : { kind: "blank", text: character, mark: blank },
    );
  }
  flush();
  return segments;
}

/** How many blanks end the text: a trailing blank is why an exact exception fails to match. */
export function trailingBlanks(text: string): number {
  return text.length - text.replace(/(?<![ \t\r\n])[ \t\r\n]+$/, "").length;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
