import { type CheckedRegex, checkRegex, type RegexRefusal } from "../ir/regex.ts";

/** `at` is the index in the pattern where the trouble starts. */
export type EqlRegexFault = { readonly code: "unsupported-regex" | RegexRefusal["code"]; readonly message: string; readonly at: number };

/**
 * Reads a pattern of Lucene (Elasticsearch, "Regular expression syntax"), which always matches a whole text, as a linear-time
 * regex with the same matches. `^` and `$` are plain characters there; `@` is any text, `#` none, and `"…"` stands for itself.
 */
export function luceneRegex(source: string, fold: boolean): CheckedRegex | EqlRegexFault {
  let pattern = "";
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const refused = refusal(rest);
    if (refused) return { code: "unsupported-regex", message: `${refused} has no linear-time equivalent`, at };
    const [piece, length] = rest.startsWith("[") ? classPiece(rest) : outsidePiece(rest);
    pattern += piece;
    at += length;
  }
  return checked(source, `^(?:${pattern})$`, fold);
}

/** The older dialect's `match`: a pattern of Python, tied to the start of the text only. */
export function pythonRegex(source: string, fold: boolean): CheckedRegex | EqlRegexFault {
  return checked(source, `^(?:${source})`, fold);
}

function checked(source: string, pattern: string, fold: boolean): CheckedRegex | EqlRegexFault {
  const regex = checkRegex(source, pattern, { ignoreCase: fold, multiLine: false, dotAll: true });
  return "code" in regex ? { ...regex, at: 0 } : regex;
}

function refusal(rest: string): string | undefined {
  if (rest.startsWith("~")) return "the complement (~)";
  if (rest.startsWith("&")) return "the intersection (&)";
  if (/^<\d*-\d*>/.test(rest)) return "the numeric interval (<n-m>)";
  return rest.startsWith("(?") ? "a group with flags" : undefined;
}

const PLAIN: { readonly [character: string]: string } = {
  "^": "\\^",
  $: "\\$",
  "@": "(?:.*)",
  "#": "[^\\x00-\\x{10FFFF}]",
  "]": "\\]",
  "}": "\\}",
};

function outsidePiece(rest: string): readonly [string, number] {
  if (rest.startsWith("()")) return ["(?:)", 2];
  if (rest.startsWith('"')) {
    const end = rest.indexOf('"', 1);
    return end < 0 ? ['"', 1] : [escaped(rest.slice(1, end)), end + 1];
  }
  const repeat = /^\{\d+(?:,\d*)?\}/.exec(rest);
  if (repeat) return [repeat[0], repeat[0].length];
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (character === "\\") return escapePiece(rest);
  return [PLAIN[character] ?? character, character.length];
}

function escapePiece(rest: string): readonly [string, number] {
  const next = String.fromCodePoint(rest.codePointAt(1) ?? 0x5c);
  return [/[dDsSwW]/.test(next) ? `\\${next}` : escaped(next), 1 + (rest.length > 1 ? next.length : 0)];
}

function classPiece(rest: string): readonly [string, number] {
  let piece = rest.startsWith("[^") ? "[^" : "[";
  for (let at = piece.length; at < rest.length; ) {
    const character = String.fromCodePoint(rest.codePointAt(at) ?? 0);
    if (character === "]" && at > (piece.startsWith("[^") ? 2 : 1)) return [`${piece}]`, at + 1];
    const [part, length] =
      character === "\\"
        ? escapePiece(rest.slice(at))
        : [character === "[" || character === "]" ? `\\${character}` : character, character.length];
    piece += part;
    at += length;
  }
  // Never closed: the compiler says so.
  return [piece, rest.length];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}-]/g, "\\$&");
}
