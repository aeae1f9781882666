/** One query of the older engine's test file. */
export interface EndgameQuery {
  readonly query: string;
  readonly expected: readonly number[];
  /** Whether the expectation is about texts that case tells apart, about ones it does not, or about both. */
  readonly mode: "sensitive" | "insensitive" | "both";
}

/** Reads the `[[queries]]` of that one file; not a reader of TOML. */
export function readEndgameQueries(text: string): readonly EndgameQuery[] {
  return text
    .split(/^\[\[queries\]\]\s*$/m)
    .slice(1)
    .map((block) => {
      const query = /^query\s*=\s*(?:'''\r?\n?([\s\S]*?)'''|'([^\n]*)'\s*$|"([^\n]*)"\s*$)/m.exec(block);
      const ids = /^expected_event_ids\s*=\s*\[([\s\d,]*)\]/m.exec(block);
      if (!query || !ids) throw new Error(`unreadable test: ${block}`);
      const isSensitive = /^case_sensitive\s*=\s*true/m.test(block);
      const isInsensitive = /^case_insensitive\s*=\s*true/m.test(block);
      return {
        query: (query[1] ?? query[2] ?? query[3] ?? "").trim(),
        expected: Array.from((ids[1] ?? "").matchAll(/\d+/g), ([digits]) => Number(digits)),
        mode: isSensitive ? "sensitive" : isInsensitive ? "insensitive" : "both",
      };
    });
}

/** One expression of the older engine's test files and what it must come to; null when nothing. */
export interface EndgameExpression {
  readonly expression: string;
  readonly expected: string | number | boolean | null;
  readonly mode: EndgameQuery["mode"];
}

/** Reads the `[[….fold.tests]]` of the files of expressions; not a reader of TOML. */
export function readEndgameExpressions(text: string): readonly EndgameExpression[] {
  return text
    .split(/^\s*(?=\[)/m)
    .filter((block) => /^\[\[[\w.]+\.fold\.tests\]\]/.test(block))
    .map((block) => {
      const name = /^\[\[([\w.]+)\]\]/.exec(block)?.[1] ?? "";
      const expression = /^\s*expression\s*=\s*(?:'''([\s\S]*?)'''|'([^\n]*)'\s*$|("[^\n]*")\s*$)/m.exec(block);
      const expected = /^\s*expected\s*=\s*(?:'([^\n]*)'|([^\n]*?))\s*$/m.exec(block);
      if (!expression) throw new Error(`unreadable test: ${block}`);
      return {
        expression: expression[1] ?? expression[2] ?? String(JSON.parse(expression[3] ?? '""')),
        expected: expected
          ? (expected[1] ?? (JSON.parse((expected[2] ?? "null").replace(/^\+/, "")) as EndgameExpression["expected"]))
          : null,
        mode: /_sensitive\b|case_sensitive/.test(name) ? "sensitive" : /insensitive/.test(name) ? "insensitive" : "both",
      };
    });
}
