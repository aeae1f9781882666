import type { Place } from "../place.ts";

export type MemberPath = readonly (string | number)[];

/**
 * Where a member of a document stands in the file. With `index`, where that character of a member that is a text stands,
 * escapes counted. A member that is not there is placed where the nearest one above it is.
 */
export type Locate = (path: MemberPath, index?: number) => Place;

/** A value in the text: where it begins, and of a text how its characters are written from there. */
export interface Span {
  readonly at: number;
  readonly isText: boolean;
}

/** Spans by their paths. */
export class SpanTable {
  private readonly spans = new Map<string, Span>();

  add(path: MemberPath, span: Span): void {
    this.spans.set(keyOf(path), span);
  }

  /** The span of a path or of the nearest above it; `isExact` says which. */
  find(path: MemberPath): { readonly span: Span; readonly isExact: boolean } {
    for (let length = path.length; length > 0; length--) {
      const span = this.spans.get(keyOf(path.slice(0, length)));
      if (span) return { span, isExact: length === path.length };
    }
    return { span: this.spans.get(keyOf([])) ?? { at: 0, isText: false }, isExact: path.length === 0 };
  }
}

function keyOf(path: MemberPath): string {
  return JSON.stringify(path);
}
