import type { StreamParser } from "@codemirror/language";

interface EqlState {
  /** Inside a comment or a raw text over several lines. */
  inside: "comment" | "raw" | null;
}

const KEYWORDS = new Set(["sequence", "sample", "join", "by", "with", "maxspan", "runs", "until", "where", "missing"]);
const WORDS = new Set(["and", "or", "not", "in", "like", "regex", "of", "like~", "regex~", "in~"]);
const LITERALS = new Set(["true", "false", "null"]);
const PIPES = new Set(["head", "tail", "filter", "unique", "unique_count", "count", "sort"]);

/** Colours EQL line by line. */
export const eqlMode: StreamParser<EqlState> = {
  name: "eql",
  startState: () => ({ inside: null }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.inside !== null) {
      const end = state.inside === "comment" ? "*/" : '"""';
      const style = state.inside === "comment" ? "comment" : "string";
      if (stream.skipTo(end)) {
        stream.match(end);
        state.inside = null;
      } else stream.skipToEnd();
      return style;
    }
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match("/*")) {
      state.inside = "comment";
      return "comment";
    }
    if (stream.match('"""')) {
      state.inside = "raw";
      return "string";
    }
    if (stream.match(/^\?"[^"]*"?/) || stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^`[^`]*`?/)) return "propertyName";
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:ms|[smhd])?\b/)) return "number";
    const word = stream.match(/^[A-Za-z_@$][\w@$]*(?:\.[A-Za-z_@$][\w@$]*)*[~]?/);
    if (word && word !== true) {
      const name = word[0].toLowerCase();
      const bare = name.replace(/~$/, "");
      if (KEYWORDS.has(name)) return "keyword";
      if (WORDS.has(name)) return "operatorKeyword";
      if (LITERALS.has(name)) return "bool";
      if (stream.match(/^\s*\(/, false)) return "variableName.function";
      if (stream.match(/^\s+where\b/i, false)) return "className";
      if (PIPES.has(bare) && /\|\s*$/.test(stream.string.slice(0, stream.start))) return "keyword";
      return "propertyName";
    }
    return stream.next()?.match(/[-+*/%<>=!~:?]/) ? "operator" : "punctuation";
  },
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", '"'] },
    wordChars: ".@",
  },
};
