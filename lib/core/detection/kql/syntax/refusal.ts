/**
 * A query that cannot be run as written, with the offset of the construct at fault. Thrown inside this folder only:
 * `query.ts` catches it at the door and hands out a `Diagnostic`.
 */
export class KqlRefusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Offset into the text, in UTF-16 units. */
    readonly at: number,
  ) {
    super(message);
  }
}

export type RefusalCode =
  | "syntax"
  | "bad-literal"
  | "too-deep"
  | "too-long"
  | "unknown-table"
  | "unknown-column"
  | "unknown-function"
  | "unsupported"
  | "bad-argument"
  | "type-clash"
  | "bad-regex"
  | "not-serialized"
  | "not-constant"
  | "duplicate-name"
  | "no-such-list"
  | "bad-list"
  | "limit";

/** 1-based line and column of an offset. */
export function positionOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { line, column: at - (before.lastIndexOf("\n") + 1) + 1 };
}

/** The names closest to the wanted one, for a message: at most three, and none that is far off. */
export function nearest(wanted: string, names: Iterable<string>): readonly string[] {
  const scored: { readonly name: string; readonly distance: number }[] = [];
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase(), limit);
    if (distance <= limit) scored.push({ name, distance });
  }
  return scored
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** "did you mean …", or nothing. */
export function suggestion(wanted: string, names: Iterable<string>): string {
  const close = nearest(wanted, names);
  return close.length === 0 ? "" : `; did you mean ${close.join(" or ")}?`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitute, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
