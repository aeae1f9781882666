import type { StreamParser, StringStream } from "@codemirror/language";
import { OPERATOR_NAMES } from "./kql-words.ts";

interface KqlState {
  /** Fences of a text over several lines; null outside one. */
  fence: string | null;
  /** What may come: a table at the start of a statement or in a bracket, an operator after a bar. */
  place: "source" | "operator" | "inside";
  /** In a `let` whose value has not begun. */
  isLet: boolean;
}

const OPERATORS: ReadonlySet<string> = new Set(OPERATOR_NAMES);
const STATEMENTS = new Set(["let", "set", "declare", "pattern", "alias", "restrict", "materialize", "toscalar", "view"]);
const WORDS = new Set(
  "and or in has hasprefix hassuffix has_any has_all has_cs contains contains_cs startswith startswith_cs endswith endswith_cs matches regex between like by on asc desc nulls first last kind with of from to step default as typeof isfuzzy withsource hint".split(
    " ",
  ),
);
const TYPES = new Set("string long int real double decimal bool boolean datetime date timespan time dynamic guid".split(" "));
const LITERALS = new Set(["true", "false", "null"]);
const JOIN_KIND = /^(?:inner|innerunique|(?:left|right|full)outer|(?:left|right)?(?:anti|semi|antisemi))$/;
const NAME = /^[A-Za-z_$][\w$]*/;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+)?)(?:microseconds?|milliseconds?|ticks?|ms|[dhms])?(?![\w$])/;

/** Colours KQL line by line. It is told apart from the engine's reader on purpose: colours must survive half-written text. */
export const kqlMode: StreamParser<KqlState> = {
  name: "kql",
  startState: () => ({ fence: null, place: "source", isLet: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.fence !== null) return fenced(stream, state, state.fence);
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    const fence = stream.match(/^[hH]?@?(```|~~~)/);
    if (fence && fence !== true) {
      state.fence = fence[1] ?? "```";
      return fenced(stream, state, state.fence);
    }
    if (quoted(stream)) {
      if (state.place === "source") state.place = "inside";
      return "string";
    }
    if (stream.match(NUMBER)) {
      state.place = "inside";
      return "number";
    }
    return word(stream, state) ?? punctuation(stream, state);
  },
  languageData: {
    commentTokens: { line: "//" },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'"] },
    wordChars: "$-",
  },
};

function word(stream: StringStream, state: KqlState): string | null {
  if (stream.match(/^!(?:in~|[a-z_]+)/)) return "operatorKeyword";
  if (state.place === "operator") {
    const operator = stream.match(/^[A-Za-z]+(?:-[A-Za-z]+)*/, false);
    if (operator && operator !== true && OPERATORS.has(operator[0].toLowerCase())) {
      stream.match(operator[0]);
      state.place = /^(?:join|union|lookup)$/i.test(operator[0]) ? "source" : "inside";
      return "keyword";
    }
  }
  const match = stream.match(NAME);
  if (!match || match === true) return null;
  const [name] = match;
  const place = state.place;
  state.place = "inside";
  if (LITERALS.has(name)) return "bool";
  if (STATEMENTS.has(name)) {
    state.isLet = name === "let";
    if (name === "materialize" || name === "toscalar") state.place = "source";
    return "keyword";
  }
  if (place === "source" && /^(?:union|search|print|range|datatable|externaldata|find)$/.test(name)) {
    if (name === "union") state.place = "source";
    return "keyword";
  }
  if (name === "in" && stream.match("~")) return "operatorKeyword";
  if (WORDS.has(name)) {
    if (place === "source") state.place = "source";
    return "operatorKeyword";
  }
  if (place === "source" && JOIN_KIND.test(name)) {
    state.place = "source";
    return "operatorKeyword";
  }
  if (TYPES.has(name)) return "typeName";
  if (stream.match(/^\s*\(/, false)) return "variableName.function";
  if (place === "source" && !stream.match(/^\s*=/, false)) {
    // `union A, B` and `join kind=inner (C`: more tables may follow.
    if (stream.match(/^\s*,/, false)) state.place = "source";
    return "className";
  }
  if (place === "source") state.place = "source";
  return "variableName";
}

function punctuation(stream: StringStream, state: KqlState): string | null {
  const character = stream.next();
  if (character === "|") state.place = "operator";
  else if (character === ";") Object.assign(state, { place: "source", isLet: false });
  else if (character === "=" && state.isLet && !stream.match(/^[=~>]/)) Object.assign(state, { place: "source", isLet: false });
  // A bracket goes on with what stands before it: `join kind=inner (` waits for a table, `where (` does not.
  else if (!/[(,={]/.test(character ?? "")) state.place = "inside";
  if (character === "|") return "keyword";
  return character !== undefined && /[-+*/%<>=!~]/.test(character) ? "operator" : "punctuation";
}

/** A text on one line; an unclosed one ends with it. */
function quoted(stream: StringStream): boolean {
  const start = stream.match(/^[hH]?(@?)(["'])/);
  if (!start || start === true) return false;
  const [, verbatim, quote] = start;
  for (let character = stream.next(); character !== undefined; character = stream.next()) {
    if (character === "\\" && verbatim === "") stream.next();
    else if (character === quote) {
      if (verbatim !== "" && stream.peek() === quote) stream.next();
      else break;
    }
  }
  return true;
}

function fenced(stream: StringStream, state: KqlState, fence: string): string {
  while (!stream.eol()) {
    if (stream.match(fence)) {
      state.fence = null;
      break;
    }
    stream.next();
  }
  return "string";
}
