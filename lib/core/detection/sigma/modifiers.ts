import { base64, base64Offsets, bytesAsText, type Encoding, encode } from "./encoding.ts";
import { join, literal, literalText, mapRuns, type SigmaText, sigmaText, wrap } from "./value.ts";

/** A value on its way through the modifiers: the texts it may be, and how they will be turned into bytes. */
export interface Draft {
  readonly texts: readonly SigmaText[];
  readonly encoding: Encoding;
}

/** Values for `%name%` placeholders, by name; a site's own lists. A value is a Sigma string: it may have wildcards (as pySigma reads it). */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

export type TransformFault = {
  readonly code: "wildcard-in-encoding" | "too-many-alternatives" | "unresolved-placeholder";
  readonly message: string;
};
export type Transform = (draft: Draft, placeholders: Placeholders) => Draft | TransformFault;

const ALTERNATIVES = 1_000;
const DASHES = ["-", "/", "\u2013", "\u2014", "\u2015"];
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/u;
/** `\%` is a percent sign (specification, "Placeholders"). */
export const PLACEHOLDER = /(?<!\\)%(\w[\w.-]*)%/;

/** Modifiers that change the text (Sigma specification, "Value Modifiers"; `windash` as pySigma 1.x defines it). */
export const TRANSFORMS: { readonly [modifier: string]: Transform } = {
  contains: (draft) => eachText(draft, (text) => [wrap(text, "both")]),
  startswith: (draft) => eachText(draft, (text) => [wrap(text, "after")]),
  endswith: (draft) => eachText(draft, (text) => [wrap(text, "before")]),
  windash: (draft) => eachText(draft, (text) => mapRuns(text, windashes)),
  wide: (draft) => ({ ...draft, encoding: "utf16le" }),
  utf16le: (draft) => ({ ...draft, encoding: "utf16le" }),
  utf16be: (draft) => ({ ...draft, encoding: "utf16be" }),
  utf16: (draft) => ({ ...draft, encoding: "utf16" }),
  base64: (draft) => encoded(draft, (bytes) => [base64(bytes)]),
  base64offset: (draft) => encoded(draft, base64Offsets),
  expand: (draft, placeholders) => expanded(draft, placeholders),
};

function eachText(draft: Draft, change: (text: SigmaText) => readonly SigmaText[] | undefined): Draft | TransformFault {
  const texts: SigmaText[] = [];
  for (const text of draft.texts) {
    const changed = change(text);
    if (!changed || texts.length + changed.length > ALTERNATIVES) {
      return { code: "too-many-alternatives", message: `the value stands for more than ${ALTERNATIVES} texts` };
    }
    texts.push(...changed);
  }
  return { ...draft, texts };
}

/** A dash or slash that starts an option may be any of the dashes Windows programs accept. */
function windashes(run: string): readonly string[] {
  const pieces = run.split(OPTION_DASH);
  if (pieces.length > 5) return Array<string>(ALTERNATIVES + 1).fill(run);
  const [first = "", ...rest] = pieces;
  return rest.reduce((texts, piece) => texts.flatMap((text) => DASHES.map((dash) => text + dash + piece)), [first]);
}

function encoded(draft: Draft, change: (bytes: Uint8Array) => readonly string[]): Draft | TransformFault {
  const literals = draft.texts.map(literalText);
  if (literals.includes(undefined)) return { code: "wildcard-in-encoding", message: "a text with wildcards cannot be base64-encoded" };
  const texts = literals.flatMap((text) =>
    change(encode(text ?? "", draft.encoding)).map((part): SigmaText => [{ kind: "text", text: part }]),
  );
  return { texts, encoding: "utf8" };
}

function expanded(draft: Draft, placeholders: Placeholders): Draft | TransformFault {
  let missing: string | undefined;
  const result = eachText(draft, (text) => {
    let texts: readonly SigmaText[] = [[]];
    for (const part of text) {
      const pieces = part.kind === "text" ? part.text.split(PLACEHOLDER) : [];
      const choices: (readonly SigmaText[])[] = part.kind === "text" ? [] : [[[part]]];
      for (const [at, piece] of pieces.entries()) {
        const values = at % 2 === 1 ? placeholders.get(piece) : undefined;
        if (at % 2 === 1 && !values) missing = piece;
        choices.push(at % 2 === 0 ? [literal(piece.replaceAll("\\%", "%"))] : (values ?? []).map(sigmaText));
      }
      for (const choice of choices) {
        if (texts.length * choice.length > ALTERNATIVES) return undefined;
        texts = texts.flatMap((head) => choice.map((tail) => join(head, tail)));
      }
    }
    return texts;
  });
  if (missing === undefined) return result;
  return {
    code: "unresolved-placeholder",
    message: `the placeholder %${missing}% has no values here: the rule cannot be evaluated without them`,
  };
}

/**
 * The texts to look for: an encoding that no base64 consumed is looked for as the bytes themselves, but for their NULs, which
 * decoding takes out of every event.
 */
export function settled(draft: Draft): readonly SigmaText[] {
  if (draft.encoding === "utf8") return draft.texts;
  return draft.texts.flatMap((text) => mapRuns(text, (run) => [bytesAsText(encode(run, draft.encoding)).replaceAll("\0", "")]));
}
