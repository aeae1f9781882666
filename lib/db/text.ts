const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text as Postgres can keep it: U+0000, which no column takes, is shown by its picture U+2400, and half a surrogate pair
 * by U+FFFD. Lengths do not change, so positions within the text stay true.
 */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "␀").replace(LONE_SURROGATE, "\uFFFD");
}

/** JSON that a jsonb column takes, with every text in it made storable. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON.stringify escapes exactly those two, so most documents are done here; a replacer is called for every member.
  if (json === undefined || !UNSTORABLE.test(json)) return json;
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === "string" ? storable(member) : member));
}

/** Also found in the text `\\u0000`, which costs no more than the second look. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;
