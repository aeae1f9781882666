import type { StreamParser } from "@codemirror/language";

interface SigmaState {
  /** The value of this key is being read. */
  key: string | null;
  /** Indentation of a block text (`|`, `>`); -1 outside one. */
  block: number;
  opensBlock: boolean;
}

const KEY = /^(?:"[^"]*"|'[^']*'|[^\s#:|[\]{},"'][^#:|[\]{},]*?)(?=\s*(?:\||:(?:\s|$)))/;

/** Colours a Sigma rule: YAML with modifiers behind keys and words in the condition. */
export const sigmaMode: StreamParser<SigmaState> = {
  name: "sigma",
  startState: () => ({ key: null, block: -1, opensBlock: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (stream.sol()) {
      if (state.opensBlock) {
        state.block = stream.indentation();
        state.opensBlock = false;
      }
      if (state.block >= 0 && stream.string.trim() !== "" && stream.indentation() < Math.max(state.block, 1)) state.block = -1;
      if (state.block >= 0) {
        stream.skipToEnd();
        return "string";
      }
      if (!/^\s*-\s+[^:]*$/.test(stream.string)) state.key = null;
      if (stream.match("---")) return "keyword";
    }
    if (stream.eatSpace()) return null;
    if (stream.peek() === "#" && (stream.sol() || /\s/.test(stream.string[stream.pos - 1] ?? " "))) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.string.slice(0, stream.pos).trim() === "" && stream.match(/^-(?=\s|$)/)) return "punctuation";
    if (state.key === null) {
      const key = stream.match(KEY);
      if (key && key !== true) {
        if (!stream.match(/^\s*\|/, false)) state.key = key[0].trim();
        return "propertyName";
      }
      if (stream.match(/^\|[a-z0-9]+/)) {
        if (stream.match(/^\s*:/, false)) state.key = "";
        return "operatorKeyword";
      }
    }
    if (stream.match(":")) return "punctuation";
    if (state.key === "condition") {
      if (stream.match(/^(?:and|or|not|of|them|all|any|near|count|by)\b/)) return "operatorKeyword";
      if (stream.match(/^\d+/)) return "number";
      if (stream.match(/^[\w*]+/)) return "variableName";
    }
    if (stream.match(/^[|>][+-]?\s*$/)) {
      state.opensBlock = true;
      return "punctuation";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^']|'')*'?/)) return "string";
    if (stream.match(/^(?:true|false|null|~)(?=\s|,|\]|$)/)) return "bool";
    if (stream.match(/^-?\d+(?:\.\d+)?(?=\s|,|\]|$)/)) return "number";
    if (stream.match(/^[[\]{},]/)) return "punctuation";
    stream.match(/^[^#,[\]{}]+/) || stream.next();
    return "string";
  },
  languageData: { commentTokens: { line: "#" }, indentOnInput: /^\s*-$/ },
};
