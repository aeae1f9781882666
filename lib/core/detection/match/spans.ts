import { foldCase } from "../ir/case.ts";
import { likeMatcher, likeSpans } from "../ir/like.ts";
import type { Test } from "../ir/test.ts";

export type Span = readonly [start: number, end: number];

const MOST = 20;

/** Which parts of a text a test that holds was about; none when it is about the whole. */
export function spansOf(test: Test, text: string): readonly Span[] {
  switch (test.op) {
    case "contains":
      return occurrences(test.fold ? foldCase(test.needle) : test.needle, test.fold ? foldCase(text) : text);
    case "prefix":
      return [[0, test.needle.length]];
    case "suffix":
      return [[text.length - test.needle.length, text.length]];
    case "like":
      return likeSpans(likeMatcher(test.pattern, test.fold), test.fold ? foldCase(text) : text) ?? [];
    case "regex": {
      const span = test.regex.find(text);
      return span ? [span] : [];
    }
    case "equals":
    case "cidr":
    case "range":
    case "part":
    case "present":
      return [];
  }
}

function occurrences(needle: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(needle); at >= 0 && spans.length < MOST; at = text.indexOf(needle, at + needle.length)) {
    spans.push([at, at + needle.length]);
  }
  return spans;
}

const LONGEST = 4_000;
const BEFORE = 500;

/** At most 4,000 characters of a text, around its first span where that lies further in, and the spans that are still in it. */
export function excerpt(text: string, spans: readonly Span[]): { readonly value: string; readonly spans: readonly Span[] } {
  if (text.length <= LONGEST) return { value: text, spans };
  const [firstStart, firstEnd] = spans[0] ?? [0, 0];
  const from = firstEnd <= LONGEST ? 0 : Math.max(0, firstStart - BEFORE);
  const lead = from > 0 ? "…" : "";
  const value = `${lead}${text.slice(from, from + LONGEST - lead.length)}`;
  const shift = lead.length - from;
  const shifted = spans.map(([start, end]): Span => [start + shift, Math.min(end + shift, value.length)]);
  return { value, spans: shifted.filter(([start, end]) => start < end) };
}
