import type { Reason } from "#core/detection/finding";

export interface Piece {
  readonly text: string;
  readonly matched: boolean;
}

/**
 * A reason's value cut at its spans. A test that held without naming a part matched the whole value; one that holds
 * because something is not so has no matched part. Spans that overlap, run backwards or run out are mended, never thrown.
 */
export function highlight({ value, spans, held, test }: Pick<Reason, "value" | "spans" | "held" | "test">): readonly Piece[] {
  if (value === undefined || value === "") return [];
  if (spans.length === 0) return [{ text: value, matched: held && !test.startsWith("not: ") }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of [...spans].sort(([a], [b]) => a - b)) {
    const from = Math.min(Math.max(start, at), value.length);
    const to = Math.min(end, value.length);
    if (to <= from) continue;
    if (from > at) pieces.push({ text: value.slice(at, from), matched: false });
    pieces.push({ text: value.slice(from, to), matched: true });
    at = to;
  }
  if (at < value.length) pieces.push({ text: value.slice(at), matched: false });
  return pieces;
}
