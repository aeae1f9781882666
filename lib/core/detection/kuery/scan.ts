import { KueryFault } from "./ast.ts";

/** Deepest nesting of parentheses and negations; far beyond what people write, far below what would exhaust the stack. */
const DEPTH = 150;
/** The longest published query has 20,000 characters. */
const MOST_CHARACTERS = 1_000_000;

/** A literal as its characters: stars are apart from the text, whatever was escaped is text. */
export interface Written {
  readonly at: number;
  readonly parts: readonly (string | typeof STAR)[];
  readonly isQuoted: boolean;
}

export const STAR = Symbol("*");

const SPACE = /[ \t\r\n\u00a0]/;
const SPECIAL = /[\\():<>"*{}]/;
const ESCAPED_SPACE: { readonly [letter: string]: string } = { t: "\t", r: "\r", n: "\n" };

/** Owns the read position in a Kuery text. Everything that does not fit leaves as a KueryFault. */
export class KueryScanner {
  private at = 0;
  private depth = 0;
  /** Escapes inside quotes that made a tab or a line break, and where: in a path nobody means them. */
  readonly controls: number[] = [];

  constructor(private readonly text: string) {
    if (text.length > MOST_CHARACTERS) throw new KueryFault("query-too-long", `a query has at most ${MOST_CHARACTERS} characters`, 0);
  }

  get position(): number {
    return this.at;
  }

  skipSpace(): void {
    while (this.at < this.text.length && SPACE.test(this.text[this.at] ?? "")) this.at++;
  }

  atEnd(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  isNext(symbol: string): boolean {
    this.skipSpace();
    return this.text.startsWith(symbol, this.at);
  }

  takes(symbol: string): boolean {
    if (!this.isNext(symbol)) return false;
    this.at += symbol.length;
    return true;
  }

  /** A keyword in any case, a word by itself. */
  takesWord(word: string): boolean {
    this.skipSpace();
    if (!this.isWordAt(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** Runs a reading that may nest, and refuses to nest without end. */
  nested<T>(read: () => T): T {
    if (++this.depth > DEPTH) throw new KueryFault("query-too-deep", `the query nests deeper than ${DEPTH}`, this.at);
    const result = read();
    this.depth--;
    return result;
  }

  unexpected(wanted: string): KueryFault {
    this.skipSpace();
    const rest = this.text.slice(this.at, this.at + 40).split(/\s/)[0] ?? "";
    const found = this.at >= this.text.length ? "the query ends" : `"${rest}" stands`;
    return new KueryFault("bad-syntax", `${found} where ${wanted} is expected`, this.at);
  }

  /** A quoted or plain literal; undefined where none begins. */
  literal(): Written | undefined {
    this.skipSpace();
    return this.text[this.at] === '"' ? this.quoted() : this.plain();
  }

  private quoted(): Written {
    const at = this.at++;
    let text = "";
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) throw new KueryFault("unclosed-string", "this string is never closed", at);
      if (character === '"') break;
      text += character === "\\" ? this.escapeInQuotes() : this.take();
    }
    this.at++;
    return { at, parts: text === "" ? [] : [text], isQuoted: true };
  }

  private take(): string {
    const character = this.text[this.at] ?? "";
    this.at++;
    return character;
  }

  /** Inside quotes a backslash before anything else is a backslash. */
  private escapeInQuotes(): string {
    const next = this.text[this.at + 1] ?? "";
    const space = Object.hasOwn(ESCAPED_SPACE, next) ? ESCAPED_SPACE[next] : undefined;
    if (space !== undefined) {
      if (/\w/.test(this.text[this.at + 2] ?? "")) this.controls.push(this.at);
      this.at += 2;
      return space;
    }
    const unicode = this.unicode();
    if (unicode !== undefined) return unicode;
    const isEscape = next === '"' || next === "\\";
    this.at += isEscape ? 2 : 1;
    return isEscape ? next : "\\";
  }

  private unicode(): string | undefined {
    const digits = /^u([0-9a-fA-F]{4})/.exec(this.text.slice(this.at + 1, this.at + 6))?.[1];
    if (digits === undefined) return undefined;
    this.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  /** Everything up to a special character or a keyword, blanks included; those at the ends are not part of it. */
  private plain(): Written | undefined {
    const at = this.at;
    const parts: (string | typeof STAR)[] = [];
    let text = "";
    // Where the text ends that is no trailing blank.
    let solid = 0;
    const endText = () => {
      if (text !== "") parts.push(text);
      text = "";
      solid = 0;
    };
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || this.isKeywordHere(at)) break;
      if (character === "*") {
        endText();
        parts.push(STAR);
        this.at++;
        continue;
      }
      if (character === "\\") text += this.escapeOutside();
      else if (SPECIAL.test(character)) break;
      else {
        text += this.take();
        if (SPACE.test(character)) continue;
      }
      solid = text.length;
    }
    text = text.slice(0, solid);
    endText();
    return parts.length === 0 ? undefined : { at, parts, isQuoted: false };
  }

  private escapeOutside(): string {
    const rest = this.text.slice(this.at + 1, this.at + 5);
    const next = rest[0] ?? "";
    const space = Object.hasOwn(ESCAPED_SPACE, next) ? ESCAPED_SPACE[next] : undefined;
    const keyword = /^(?:and|or|not)\b/i.exec(rest)?.[0];
    const unicode = this.unicode();
    if (unicode !== undefined) return unicode;
    if (SPECIAL.test(next)) {
      this.at += 2;
      return next;
    }
    if (keyword !== undefined) {
      this.at += 1 + keyword.length;
      return keyword;
    }
    if (space !== undefined) {
      this.at += 2;
      return space;
    }
    throw new KueryFault("bad-escape", `"\\${next}" is no escape: write "\\\\" for a backslash, or put the value in quotes`, this.at);
  }

  /** A blank and `and`, `or` or `not` behind it; also the word itself where a literal would begin with it. */
  private isKeywordHere(start: number): boolean {
    const isBlank = SPACE.test(this.text[this.at] ?? "");
    if (!isBlank && this.at !== start) return false;
    let next = this.at;
    while (SPACE.test(this.text[next] ?? "")) next++;
    return ["and", "or", "not"].some((word) => this.isWordAt(word, next));
  }

  private isWordAt(word: string, at: number): boolean {
    if (this.text.slice(at, at + word.length).toLowerCase() !== word) return false;
    const after = this.text[at + word.length];
    // A query that ends in a keyword is unfinished; a value that is one is a value.
    if (after === undefined) return at > 0 && SPACE.test(this.text[at - 1] ?? "");
    return SPACE.test(after) || after === "(" || after === '"';
  }
}
