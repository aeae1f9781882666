const MOST = 4096;

/**
 * The same test, answered from memory where a column repeats its values, as process names, protocols and action types do. A column
 * that does not repeat is found out after `MOST` values and tested directly from then on.
 */
export function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  let hits = 0;
  let isUseful = true;
  return (text) => {
    if (!isUseful) return test(text);
    const before = known.get(text);
    if (before !== undefined) {
      hits++;
      return before;
    }
    const holds = test(text);
    if (known.size >= MOST) {
      isUseful = hits > MOST;
      hits = 0;
      known.clear();
    }
    if (isUseful) known.set(text, holds);
    return holds;
  };
}
