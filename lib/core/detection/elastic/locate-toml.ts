import { placesOf } from "../place.ts";
import { type Locate, type MemberPath, SpanTable } from "./locate.ts";

/** Deeper members are placed where the nearest one above them is. */
const DEPTH = 40;
/** Enough to tell keys, values and what is between them apart in a text that is TOML. */
const BLANK = /(?:[ \t\r\n]+|#[^\n]*)+/y;
const BARE = /[A-Za-z0-9_-]+/y;
const PLAIN = /[^,\]}\r\n#]+/y;

/** Finds members of a TOML text that the reader accepts. */
export function locateToml(text: string): Locate {
  let table: SpanTable | undefined;
  const places = placesOf(text);
  return (path, index) => {
    table ??= new TomlSpans(text).table;
    const { span, isExact } = table.find(path);
    return places(index !== undefined && isExact && span.isText ? characterAt(text, span.at, index) : span.at);
  };
}

/** The quotes that begin a string there. */
function quotesAt(text: string, at: number): string {
  return /^(?:"""|'''|"|')/.exec(text.slice(at, at + 3))?.[0] ?? "";
}

/** The offset of a character of the string that begins at a quote. A line break right behind three quotes is not part of it. */
function characterAt(text: string, start: number, index: number): number {
  const quotes = quotesAt(text, start);
  const isRaw = quotes.startsWith("'");
  let at = start + quotes.length;
  if (quotes.length === 3) at += /^\r?\n/.exec(text.slice(at, at + 2))?.[0].length ?? 0;
  for (let seen = 0; seen < index && at < text.length; ) {
    if (isRaw || text[at] !== "\\") {
      at++;
      seen++;
      continue;
    }
    const continued = /^\\[ \t]*\r?\n[ \t\r\n]*/.exec(text.slice(at, at + 4_000));
    if (continued) at += continued[0].length;
    else {
      const [width, units] = escapeAt(text, at);
      at += width;
      seen += units;
    }
  }
  return at;
}

/** How long an escape is written, and how many UTF-16 units it stands for. */
function escapeAt(text: string, at: number): readonly [width: number, units: number] {
  const letter = text[at + 1];
  if (letter === "x") return [4, 1];
  if (letter === "u") return [6, 1];
  if (letter !== "U") return [2, 1];
  return [10, Number.parseInt(text.slice(at + 2, at + 10), 16) > 0xffff ? 2 : 1];
}

class TomlSpans {
  readonly table = new SpanTable();
  private at = 0;
  private head: MemberPath = [];
  /** How many elements each list of tables has so far. */
  private readonly counts = new Map<string, number>();

  constructor(private readonly text: string) {
    while (this.more()) {
      if (this.text[this.at] === "[") this.header();
      else this.member(this.head);
    }
  }

  private more(): boolean {
    this.blank();
    return this.at < this.text.length;
  }

  private blank(): void {
    this.at += this.lengthOf(BLANK);
  }

  private lengthOf(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0].length ?? 0;
  }

  private header(): void {
    const start = this.at;
    const isList = this.text.startsWith("[[", this.at);
    this.at += isList ? 2 : 1;
    const keys = this.keys();
    this.at = Math.max(this.at, start + 1);
    while (this.text[this.at] === "]") this.at++;
    let path: MemberPath = [];
    for (const [place, key] of keys.entries()) {
      path = [...path, key];
      const name = JSON.stringify(path);
      const isLast = place === keys.length - 1;
      if (isLast && isList) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      const count = this.counts.get(name);
      if (count !== undefined) path = [...path, count - 1];
    }
    this.head = path;
    this.table.add(path, { at: start, isText: false });
  }

  private member(parent: MemberPath): void {
    const start = this.at;
    const path = [...parent, ...this.keys()];
    this.blank();
    if (this.text[this.at] === "=") this.at++;
    this.blank();
    if (path.length > parent.length) this.value(path);
    // Whatever this is, it is not TOML: go on behind it.
    if (this.at === start) this.at++;
  }

  private keys(): string[] {
    const keys: string[] = [];
    for (;;) {
      this.blank();
      const start = this.at;
      if (quotesAt(this.text, start) !== "") {
        this.string();
        keys.push(this.text.slice(start + 1, this.at - 1));
      } else {
        this.at += this.lengthOf(BARE);
        if (this.at > start) keys.push(this.text.slice(start, this.at));
      }
      this.blank();
      if (this.text[this.at] !== ".") return keys;
      this.at++;
    }
  }

  private value(path: MemberPath): void {
    const sign = this.text[this.at];
    const isText = quotesAt(this.text, this.at) !== "";
    if (path.length <= DEPTH) this.table.add(path, { at: this.at, isText });
    if (isText) this.string();
    else if (sign === "[") this.list(path);
    else if (sign === "{") this.inlineTable(path);
    else this.at += this.lengthOf(PLAIN);
  }

  private list(path: MemberPath): void {
    this.at++;
    for (let index = 0; this.more() && this.text[this.at] !== "]"; index++) {
      const start = this.at;
      this.value([...path, index]);
      this.separator(start);
    }
    this.at++;
  }

  private inlineTable(path: MemberPath): void {
    this.at++;
    while (this.more() && this.text[this.at] !== "}") {
      const start = this.at;
      this.member(path);
      this.separator(start);
    }
    this.at++;
  }

  private separator(start: number): void {
    this.blank();
    if (this.text[this.at] === ",") this.at++;
    if (this.at === start) this.at++;
  }

  private string(): void {
    const quotes = quotesAt(this.text, this.at);
    const isRaw = quotes.startsWith("'");
    this.at += quotes.length;
    while (this.at < this.text.length && !this.text.startsWith(quotes, this.at)) this.at += !isRaw && this.text[this.at] === "\\" ? 2 : 1;
    this.at += quotes.length;
    // Up to two quotes before the closing three belong to the text.
    if (quotes.length === 3) while (this.text[this.at] === quotes[0]) this.at++;
  }
}
