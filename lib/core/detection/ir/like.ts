import { foldCase } from "./case.ts";

/** A wildcard pattern, already parsed: escapes and quoting died in the front end. */
export type LikePart = { readonly kind: "text"; readonly text: string } | { readonly kind: "many" } | { readonly kind: "one" };
export type LikePattern = readonly LikePart[];

type Segment = readonly Exclude<LikePart, { kind: "many" }>[];

/** A pattern made ready for matching: the runs between `*`, and whether the ends are tied to the ends of the text. */
export interface LikeMatcher {
  readonly segments: readonly Segment[];
  readonly startTied: boolean;
  readonly endTied: boolean;
}

/** Prepares a pattern. With `fold` the text to match must be folded by the caller. */
export function likeMatcher(pattern: LikePattern, fold: boolean): LikeMatcher {
  const segments: Segment[] = [];
  let current: Exclude<LikePart, { kind: "many" }>[] = [];
  for (const part of pattern) {
    if (part.kind === "many") {
      if (current.length > 0) segments.push(current);
      current = [];
    } else {
      current.push(part.kind === "text" && fold ? { kind: "text", text: foldCase(part.text) } : part);
    }
  }
  if (current.length > 0) segments.push(current);
  return { segments, startTied: pattern[0]?.kind !== "many", endTied: pattern.at(-1)?.kind !== "many" };
}

/** `?` stands for one character: a surrogate pair is one. */
function oneAt(text: string, at: number): number {
  if (at >= text.length) return -1;
  const unit = text.charCodeAt(at);
  const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return at + (isPair ? 2 : 1);
}

function segmentAt(segment: Segment, text: string, start: number): number {
  let at = start;
  for (const part of segment) {
    if (part.kind === "one") {
      at = oneAt(text, at);
      if (at < 0) return -1;
    } else {
      if (!text.startsWith(part.text, at)) return -1;
      at += part.text.length;
    }
  }
  return at;
}

function findSegment(segment: Segment, text: string, from: number): readonly [number, number] | undefined {
  const first = segment[0];
  for (let start = from; start <= text.length; start++) {
    if (first?.kind === "text") {
      start = text.indexOf(first.text, start);
      if (start < 0) return undefined;
    }
    const end = segmentAt(segment, text, start);
    if (end >= 0) return [start, end];
  }
  return undefined;
}

/** The last segment must end where the text ends, so its start is looked for from behind. */
function endsWithSegment(segment: Segment, text: string, from: number): readonly [number, number] | undefined {
  for (let start = text.length; start >= from; start--) {
    if (segmentAt(segment, text, start) === text.length) return [start, text.length];
  }
  return undefined;
}

/** Where the pattern's literal runs lie in the text, or undefined when the whole text does not match. */
export function likeSpans({ segments, startTied, endTied }: LikeMatcher, text: string): readonly (readonly [number, number])[] | undefined {
  if (segments.length === 0) return !startTied || text === "" ? [] : undefined;
  const spans: (readonly [number, number])[] = [];
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (index === 0 && startTied) {
      const end = segmentAt(segment, text, 0);
      if (end < 0 || (isLast && endTied && end !== text.length)) return undefined;
      spans.push([0, end]);
      at = end;
      continue;
    }
    const span = isLast && endTied ? endsWithSegment(segment, text, at) : findSegment(segment, text, at);
    if (!span) return undefined;
    spans.push(span);
    at = span[1];
  }
  return spans;
}

/** The pattern as its author would write it: `*`, `?`, and a backslash before a literal one. */
export function likeText(pattern: LikePattern): string {
  const glyphs = { many: () => "*", one: () => "?" };
  return pattern.map((part) => (part.kind === "text" ? part.text.replace(/[*?]/g, "\\$&") : glyphs[part.kind]())).join("");
}
