/** Begins at a word's begin only: a long word without a value must not be tried from each of its letters. */
const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']*))/g;
/** A line can be as long as a record: only so many pairs of it are read. */
const MOST_PAIRS = 2_000;

/** The `name=value` pairs of a line, values without their quotes; of a name that comes twice the first. Pairs inside single quotes are read as well. */
export function keyValues(line: string): ReadonlyMap<string, KeyValue> {
  const pairs = new Map<string, KeyValue>();
  collect(line, pairs);
  return pairs;
}

export interface KeyValue {
  readonly text: string;
  readonly isQuoted: boolean;
}

function collect(line: string, into: Map<string, KeyValue>): void {
  for (const [, name = "", double, single, bare] of line.matchAll(PAIR)) {
    if (into.size >= MOST_PAIRS) return;
    if (!into.has(name)) into.set(name, { text: double ?? single ?? bare ?? "", isQuoted: double !== undefined });
    // The audit system puts what a program says about itself into one quoted `msg`.
    if (single?.includes("=")) collect(single, into);
  }
}
