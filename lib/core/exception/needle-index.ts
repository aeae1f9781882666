/** Which of many items can match a text, judged by three characters each of them needs. */
export interface NeedleIndex<T> {
  /** Every item that has one of its needles in the text (and possibly an item twice). */
  readonly possible: (text: string) => Iterable<T>;
}

const LENGTH = 3;

/** Whether literals are long enough to be indexed by. */
export function hasNeedle(literals: readonly string[]): boolean {
  return literals.some((literal) => literal.length >= LENGTH);
}

/**
 * Indexes each item under one needle out of each of its alternatives (an alternative being the literals that any
 * text it matches must contain): the needle that the fewest items share. Every alternative must have a needle.
 */
export function createNeedleIndex<T>(
  items: readonly { readonly alternatives: readonly (readonly string[])[]; readonly item: T }[],
): NeedleIndex<T> {
  const shared = new Map<string, number>();
  for (const { alternatives } of items) {
    for (const needle of new Set(alternatives.flatMap(needles))) shared.set(needle, (shared.get(needle) ?? 0) + 1);
  }
  const byNeedle = new Map<string, T[]>();
  for (const { alternatives, item } of items) {
    for (const needle of new Set(alternatives.map((literals) => rarest(needles(literals), shared)))) {
      const known = byNeedle.get(needle);
      if (known) known.push(item);
      else byNeedle.set(needle, [item]);
    }
  }
  return {
    *possible(text) {
      for (let at = 0; at + LENGTH <= text.length; at++) {
        const items = byNeedle.get(text.slice(at, at + LENGTH));
        if (items) yield* items;
      }
    },
  };
}

function needles(literals: readonly string[]): string[] {
  return literals.flatMap((literal) =>
    Array.from({ length: Math.max(0, literal.length - LENGTH + 1) }, (_, at) => literal.slice(at, at + LENGTH)),
  );
}

function rarest(candidates: readonly string[], shared: ReadonlyMap<string, number>): string {
  let best = candidates[0] ?? "";
  for (const needle of candidates) if ((shared.get(needle) ?? 0) < (shared.get(best) ?? 0)) best = needle;
  return best;
}
