import type { Place } from "../place.ts";
import { type Locate, type MemberPath, SpanTable } from "./locate.ts";

/** Deeper members are placed where the nearest one above them is. */
const DEPTH = 40;

/** Finds members of a JSON document that `JSON.parse` accepts and that begins at `from` in the text of the file; `places` is of that text. */
export function locateJson(text: string, from: number, places: (offset: number) => Place): Locate {
  let table: SpanTable | undefined;
  return (path, index) => {
    table ??= new JsonSpans(text, from).table;
    const { span, isExact } = table.find(path);
    return places(index !== undefined && isExact && span.isText ? characterAt(text, span.at, index) : span.at);
  };
}

/** The offset of a character of the string that begins at a quote. */
function characterAt(text: string, quote: number, index: number): number {
  let at = quote + 1;
  for (let seen = 0; seen < index && at < text.length && text[at] !== '"'; seen++) {
    at += text[at] !== "\\" ? 1 : text[at + 1] === "u" ? 6 : 2;
  }
  return at;
}

class JsonSpans {
  readonly table = new SpanTable();

  constructor(
    private readonly text: string,
    private at: number,
  ) {
    this.value([]);
  }

  private value(path: MemberPath): void {
    this.skipSpace();
    const sign = this.text[this.at];
    this.table.add(path, { at: this.at, isText: sign === '"' });
    if (path.length > DEPTH || sign === undefined) this.skipNested();
    else if (sign === "{") this.members((key) => [...path, key]);
    else if (sign === "[") this.items(path);
    else if (sign === '"') this.string();
    else this.at += /^[^,\]}\s]*/.exec(this.text.slice(this.at, this.at + 400))?.[0].length || 1;
  }

  private members(pathOf: (key: string) => MemberPath): void {
    this.at++;
    while (!this.closes("}")) {
      const start = this.at;
      this.string();
      const key: unknown = parsed(this.text.slice(start, this.at));
      this.skipSpace();
      this.at++;
      this.value(pathOf(String(key)));
      this.comma();
    }
  }

  private items(path: MemberPath): void {
    this.at++;
    for (let index = 0; !this.closes("]"); index++) {
      this.value([...path, index]);
      this.comma();
    }
  }

  private comma(): void {
    this.skipSpace();
    if (this.text[this.at] === ",") this.at++;
  }

  /** Whether a list or object ends here; the end of the text ends everything. */
  private closes(sign: string): boolean {
    this.skipSpace();
    if (this.at >= this.text.length) return true;
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private string(): void {
    this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"') this.at += this.text[this.at] === "\\" ? 2 : 1;
    this.at++;
  }

  private skipNested(): void {
    let open = 0;
    do {
      const sign = this.text[this.at];
      if (sign === undefined) return;
      if (sign === '"') this.string();
      else {
        if (sign === "{" || sign === "[") open++;
        if (sign === "}" || sign === "]") open--;
        this.at++;
      }
    } while (open > 0 || !/[,\]}]/.test(this.text[this.at] ?? ","));
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return "";
  }
}
