/** Characters of a value that a reader does not see or takes for others, described one by one: `U+0430 at 3 (…)`. */
export function oddCharacters(text: string): readonly string[] {
  const found: string[] = [];
  for (const { index, 0: character } of text.matchAll(ODD)) found.push(describe(character, index, nameOf(character)));
  for (const { index, 0: word } of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    // A whole word in another script is a name; one of its letters inside a Latin word is a disguise.
    if (!/\p{Script=Latin}/u.test(word)) continue;
    for (const letter of word.matchAll(/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu)) {
      found.push(describe(letter[0], index + letter.index, "looks like a Latin letter"));
    }
  }
  return found;
}

// Controls, every blank but the ordinary one, invisible format characters, typographic dashes and quotation marks,
// full-width forms, and Latin letters that exist twice (Kelvin and Angstrom signs, long s, mathematical alphabets).
const ODD =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0\u2010-\u2015\u2212\u2018-\u201f\uff01-\uff5e\u212a\u212b\u017f\u{1d400}-\u{1d7ff}]/gu;

function nameOf(character: string): string {
  if (/\p{Cc}/u.test(character)) return "a control character";
  if (/\p{Zs}/u.test(character)) return "a blank that is not the ordinary one";
  if (/[\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u.test(character)) return "invisible";
  if (/[\u2010-\u2015\u2212]/u.test(character)) return "a dash that is not the ordinary hyphen";
  if (/[\u2018-\u201f]/u.test(character)) return "a typographic quotation mark";
  return "looks like an ordinary character";
}

function describe(character: string, index: number, what: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${code} at ${index + 1} (${what})`;
}
