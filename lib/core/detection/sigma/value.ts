import type { LikePart } from "../ir/like.ts";

/** A Sigma string after its escapes are read: plain runs and wildcards. Never two text runs in a row, never an empty one. */
export type SigmaText = readonly LikePart[];

const MANY: LikePart = { kind: "many" };
const ONE: LikePart = { kind: "one" };

/**
 * Reads the escapes of a Sigma string (specification, "Escaping"): `\*` and `\?` are the characters themselves, `\\` is one
 * backslash, so `\\*` is a backslash and a wildcard; a backslash before anything else, or at the end, is a backslash.
 */
export function sigmaText(source: string): SigmaText {
  const parts: LikePart[] = [];
  let run = "";
  const wildcard = (part: LikePart) => {
    if (run !== "") parts.push({ kind: "text", text: run });
    run = "";
    parts.push(part);
  };
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    const next = source[i + 1];
    if (c === "\\" && (next === "*" || next === "?" || next === "\\")) {
      run += next;
      i++;
    } else if (c === "*") wildcard(MANY);
    else if (c === "?") wildcard(ONE);
    else run += c;
  }
  if (run !== "") parts.push({ kind: "text", text: run });
  return parts;
}

/** The text that is just these characters. */
export function literal(text: string): SigmaText {
  return text === "" ? [] : [{ kind: "text", text }];
}

/** One text after the other. */
export function join(head: SigmaText, tail: SigmaText): SigmaText {
  const [end, start] = [head.at(-1), tail[0]];
  if (end?.kind !== "text" || start?.kind !== "text") return [...head, ...tail];
  return [...head.slice(0, -1), { kind: "text", text: end.text + start.text }, ...tail.slice(1)];
}

/** The text when it has no wildcard, undefined otherwise. */
export function literalText(text: SigmaText): string | undefined {
  const [first, ...rest] = text;
  if (!first) return "";
  return rest.length === 0 && first.kind === "text" ? first.text : undefined;
}

/** `*` before and/or after, unless it is there already. */
export function wrap(text: SigmaText, where: "both" | "before" | "after"): SigmaText {
  const before = where !== "after" && text[0]?.kind !== "many" ? [MANY] : [];
  const after = where !== "before" && text.at(-1)?.kind !== "many" ? [MANY] : [];
  return text.length === 0 ? [MANY] : [...before, ...text, ...after];
}

/** Changes every plain run; wildcards stay. */
export function mapRuns(text: SigmaText, change: (run: string) => readonly string[]): readonly SigmaText[] {
  let results: LikePart[][] = [[]];
  for (const part of text) {
    const choices: readonly LikePart[] = part.kind === "text" ? change(part.text).map((run) => ({ kind: "text", text: run })) : [part];
    results = results.flatMap((result) => choices.map((choice) => [...result, choice]));
  }
  return results;
}
