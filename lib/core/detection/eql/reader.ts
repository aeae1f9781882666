import { EqlFault, type Token } from "./token.ts";

/** Deepest nesting of parentheses, calls and negations; far beyond what people write, far below what would exhaust the stack. */
const DEPTH = 150;

/** Owns the read position in a list of tokens. Everything that does not fit leaves as an EqlFault. */
export class TokenReader {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)];
    if (!token) throw new RangeError("tokens always end with one of kind `end`");
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === text;
  }

  /** Keywords are written in lower case, as the reference has them; a quoted name is none. */
  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && !token.isQuoted && token.text === text;
  }

  takesSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next++;
    return true;
  }

  takesWord(text: string): boolean {
    if (!this.isWord(text)) return false;
    this.next++;
    return true;
  }

  /** `in~`, `like~`, `startsWith~(`: the mark stands right behind its word. */
  takesFold(): boolean {
    const before = this.tokens[this.next - 1];
    return this.peek().at === before?.end && this.takesSymbol("~");
  }

  symbol(text: string, where: string): Token {
    if (this.isSymbol(text)) return this.take();
    throw this.unexpected(`"${text}" ${where}`);
  }

  word(text: string): Token {
    if (this.isWord(text)) return this.take();
    throw this.unexpected(`"${text}"`);
  }

  /** Runs a reading that may nest, and refuses to nest without end. */
  nested<T>(read: () => T): T {
    if (++this.depth > DEPTH) throw new EqlFault("query-too-deep", `the query nests deeper than ${DEPTH}`, this.peek().at);
    const result = read();
    this.depth--;
    return result;
  }

  unexpected(wanted: string): EqlFault {
    const token = this.peek();
    const found = token.kind === "end" ? "the query ends" : `"${token.text.slice(0, 40)}" stands`;
    return new EqlFault("bad-syntax", `${found} where ${wanted} is expected`, token.at);
  }
}
