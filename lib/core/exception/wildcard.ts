import { foldCase } from "#core/detection/ir/case";
import { endOfSegmentAt, type Segment, segmentFinder, startOfSegmentAtEnd } from "./segment.ts";

/** A wildcard pattern made ready for many texts. */
export interface Wildcard {
  /** Whether the whole text matches. The caller must have folded the text (`foldCase`). */
  readonly matchesFolded: (folded: string) => boolean;
  /** The runs of fixed characters, folded: each is a part of any text that matches. */
  readonly literals: readonly string[];
}

/**
 * Compiles a pattern: `*` is any run of characters, none included, `?` exactly one character (a surrogate pair is one).
 * The only escapes are `[*]` and `[?]`; every other bracket, and every backslash, stands for itself. A literal `[`
 * before and `]` after a star that means "any run" is written by doubling the star: `[**]`.
 * Whole text, case-insensitive, no backtracking: linear in the length of the text for a given pattern.
 */
export function compileWildcard(pattern: string): Wildcard {
  const segments = parseSegments(foldCase(pattern));
  const literals = segments.flatMap((segment) => segment.filter((part) => part !== null));
  return { literals, matchesFolded: matcher(segments) };
}

/** A pattern that matches exactly this text (in any casing). */
export function quoteWildcard(text: string): string {
  return text.replaceAll(/[*?]/g, "[$&]");
}

/** The pattern cut at its stars: n stars make n + 1 segments, of which any may be empty. */
function parseSegments(pattern: string): readonly Segment[] {
  const segments: Segment[] = [];
  let segment: (string | null)[] = [];
  let literal = "";
  const endLiteral = (): void => {
    if (literal !== "") segment.push(literal);
    literal = "";
  };
  for (const token of pattern.match(/\[[*?]\]|[\s\S]/g) ?? []) {
    if (token === "*") {
      endLiteral();
      segments.push(segment);
      segment = [];
    } else if (token === "?") {
      endLiteral();
      segment.push(null);
    } else {
      literal += token.length === 3 ? token.charAt(1) : token;
    }
  }
  endLiteral();
  return [...segments, segment];
}

function matcher(segments: readonly Segment[]): (text: string) => boolean {
  const [first = [], ...rest] = segments;
  const last = rest.pop();
  if (last === undefined) return (text) => endOfSegmentAt(first, text, 0) === text.length;
  const finders = rest.filter((segment) => segment.length > 0).map(segmentFinder);
  return (text) => {
    let at = endOfSegmentAt(first, text, 0);
    const limit = startOfSegmentAtEnd(last, text);
    if (at < 0 || limit < at) return false;
    // The earliest place for each is enough: whatever follows a later one also follows an earlier one.
    for (const find of finders) {
      at = find(text, at);
      if (at < 0 || at > limit) return false;
    }
    return true;
  };
}
