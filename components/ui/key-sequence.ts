/** Keys pressed so far that may still become a binding, and when the last was pressed (milliseconds). */
export interface Pressed {
  readonly keys: readonly string[];
  readonly at: number;
}

export const NOTHING_PRESSED: Pressed = { keys: [], at: 0 };
const PATIENCE = 1200;

export interface Press {
  readonly pressed: Pressed;
  /** The binding that is now complete. */
  readonly hit: string | null;
}

/**
 * One more key. Bindings are keys separated by blanks: `f`, `g q`.
 * A key that continues nothing starts afresh, so a mistyped first key never swallows the second.
 */
export function press(before: Pressed, key: string, at: number, bindings: readonly string[]): Press {
  const fresh = at - before.at > PATIENCE;
  for (const keys of fresh ? [[key]] : [[...before.keys, key], [key]]) {
    const typed = keys.join(" ");
    if (bindings.includes(typed)) return { pressed: NOTHING_PRESSED, hit: typed };
    if (bindings.some((binding) => binding.startsWith(`${typed} `))) return { pressed: { keys, at }, hit: null };
  }
  return { pressed: NOTHING_PRESSED, hit: null };
}
