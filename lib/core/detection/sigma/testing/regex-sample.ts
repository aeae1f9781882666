/** A text that a regular expression of the pack's dialect matches; not for every one: whoever asks checks what it gets. */
export function sampleOf(source: string): string {
  return new Sampler(source.replace(/^\(\?[a-z]+\)/, "")).alternatives();
}

const ESCAPES: { readonly [letter: string]: string } = { d: "7", D: "x", w: "x", W: "-", s: " ", S: "x", n: "\n", r: "\r", t: "\t" };

class Sampler {
  private at = 0;

  constructor(private readonly source: string) {}

  /** The first alternative; the others are read and thrown away. */
  alternatives(): string {
    const first = this.sequence();
    while (this.source[this.at] === "|") {
      this.at += 1;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = "";
    while (this.at < this.source.length && this.source[this.at] !== "|" && this.source[this.at] !== ")") {
      const atom = this.atom();
      text += atom.repeat(this.times());
    }
    return text;
  }

  private atom(): string {
    const c = this.source[this.at++] ?? "";
    if (c === "(") return this.group();
    if (c === "[") return this.characterClass();
    if (c === "\\") return this.escape();
    if (c === "^" || c === "$") return "";
    return c === "." ? "x" : c;
  }

  private group(): string {
    const flags = /^\?(?:[a-z]*:|P?<\w+>)/.exec(this.source.slice(this.at));
    this.at += flags?.[0].length ?? 0;
    const text = this.alternatives();
    this.at += 1;
    return text;
  }

  private escape(): string {
    const c = this.source[this.at++] ?? "";
    const hex = c === "x" ? /^(?:\{([0-9a-f]+)\}|([0-9a-f]{2}))/i.exec(this.source.slice(this.at)) : null;
    if (hex) {
      this.at += hex[0].length;
      return String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? "0", 16));
    }
    if (c === "b" || c === "B" || c === "A" || c === "Z" || c === "z") return "";
    return ESCAPES[c] ?? c;
  }

  /** The first member of the class; of a negated one, the first usual character that is no member. */
  private characterClass(): string {
    const negated = this.source[this.at] === "^";
    if (negated) this.at += 1;
    const start = this.at;
    const members: string[] = [];
    while (this.at < this.source.length && (this.source[this.at] !== "]" || this.at === start)) {
      const c = this.source[this.at++] ?? "";
      members.push(c === "\\" ? this.escape() : c);
    }
    this.at += 1;
    if (!negated) return members[0] ?? "";
    return ["x", "7", "-", " ", "Q"].find((candidate) => !members.includes(candidate)) ?? "~";
  }

  private times(): number {
    const rest = this.source.slice(this.at);
    const found = /^(?:([*?])|(\+)|\{(\d+)(?:,(\d*))?\})\??/.exec(rest);
    if (!found) return 1;
    this.at += found[0].length;
    if (found[1] !== undefined) return 0;
    return found[3] === undefined ? 1 : Number(found[3]);
  }
}
