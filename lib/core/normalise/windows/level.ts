/** The levels of Windows' event logs (winmeta.xml) by the words that shippers and rules have for them. */
const WORDS: readonly (readonly [number: string, words: readonly string[]])[] = [
  ["1", ["Critical"]],
  ["2", ["Error", "AUDIT_FAILURE"]],
  ["3", ["Warning"]],
  ["4", ["Information", "Info", "AUDIT_SUCCESS"]],
  ["5", ["Verbose", "Debug"]],
];

/** A level in both spellings, its own first: EVTX has the number, winlogbeat and NXLog a word, and rules either. */
export function levelNames(level: string): readonly string[] {
  const folded = level.toLowerCase();
  for (const [number, [word = "", ...others]] of WORDS) {
    if (level === number) return [level, word];
    if (word.toLowerCase() === folded || others.some((other) => other.toLowerCase() === folded)) return [level, number, word];
  }
  return [level];
}
