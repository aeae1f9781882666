import { KqlRefusal } from "./refusal.ts";
import { type Token, tokenize } from "./tokens.ts";

const DEPTH = 400;

/** Reads tokens one after the other. The parsers of expressions and of operators share one. */
export class Cursor {
  private index = 0;
  private depth = 0;
  readonly tokens: readonly Token[];

  constructor(readonly text: string) {
    this.tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] ?? END;
  }

  next(): Token {
    const token = this.peek();
    if (this.index < this.tokens.length - 1) this.index++;
    return token;
  }

  /** Where the cursor stands, to come back to. */
  mark(): number {
    return this.index;
  }

  reset(mark: number): void {
    this.index = mark;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return (token.kind === "punct" || token.kind === "name") && token.text === text;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "name" && token.text.toLowerCase() === word;
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.next();
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) throw this.unexpected(`"${text}"`);
    return this.next();
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(`"${word}"`);
  }

  unexpected(wanted: string): KqlRefusal {
    const token = this.peek();
    const found = token.kind === "end" ? "the end of the query" : `"${token.text.slice(0, 40)}"`;
    return new KqlRefusal("syntax", `expected ${wanted}, found ${found}`, token.at);
  }

  /** `mv-expand` is three tokens without space between them. The words joined, or undefined when the next token is no name. */
  hyphenated(): { readonly word: string; readonly length: number } | undefined {
    const first = this.peek();
    if (first.kind !== "name") return undefined;
    let word = first.text;
    let length = 1;
    let end = first.end;
    while (this.peek(length).text === "-" && this.peek(length).at === end && this.peek(length + 1).kind === "name") {
      const part = this.peek(length + 1);
      if (part.at !== end + 1) break;
      word += `-${part.text}`;
      end = part.end;
      length += 2;
    }
    return { word, length };
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }

  /** Guards recursion against texts nested to break the stack. */
  nested<T>(parse: () => T): T {
    if (++this.depth > DEPTH) throw new KqlRefusal("too-deep", `nested deeper than ${DEPTH} levels`, this.peek().at);
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }
}

const END: Token = { kind: "end", text: "", value: "", at: 0, end: 0 };
