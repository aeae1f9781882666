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
