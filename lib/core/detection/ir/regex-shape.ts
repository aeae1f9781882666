/** What every text matching a regex must have: used to skip the engine, so an understatement is safe and an overstatement loses matches. */
export interface RegexShape {
  /** Fewest UTF-16 units a match can have. */
  readonly minLength: number;
  /** One of these (as written, case not folded) is in every match; empty when no such set is known. */
  readonly needles: readonly string[];
}

const UNKNOWN: RegexShape = { minLength: 0, needles: [] };
const NEEDLES = 16;

/** Reads an RE2 pattern. Whatever it does not understand weakens the answer, never strengthens it. */
export function regexShape(pattern: string): RegexShape {
  const reader = new ShapeReader(pattern);
  const shape = reader.alternation(0);
  return shape && reader.atEnd() ? { minLength: shape.minLength, needles: shape.needles } : UNKNOWN;
}

/** `exact` is the text itself when the piece can match nothing else. */
interface Piece extends RegexShape {
  readonly exact?: string;
}

const ONE: Piece = { minLength: 1, needles: [] };
const EMPTY: Piece = { minLength: 0, needles: [], exact: "" };
const LITERAL_ESCAPES: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

/** A set of needles is as good as its shortest member, then as it is small. */
function better(a: readonly string[], b: readonly string[]): readonly string[] {
  const score = (needles: readonly string[]) =>
    needles.length === 0 ? 0 : Math.min(...needles.map((n) => n.length)) - needles.length / 100;
  return score(a) >= score(b) ? a : b;
}

/** Owns the read position. Every method gives undefined on syntax it does not know. */
class ShapeReader {
  private at = 0;
  constructor(private readonly pattern: string) {}

  atEnd(): boolean {
    return this.at >= this.pattern.length;
  }

  alternation(depth: number): Piece | undefined {
    if (depth > 50) return undefined;
    const arms: Piece[] = [];
    for (;;) {
      const arm = this.sequence(depth);
      if (!arm) return undefined;
      arms.push(arm);
      if (this.pattern[this.at] !== "|") break;
      this.at++;
    }
    const only = arms[0];
    if (arms.length === 1 && only) return only;
    const minLength = Math.min(...arms.map((arm) => arm.minLength));
    const sets = arms.map((arm) => (arm.exact ? [arm.exact] : arm.needles));
    const needles = sets.every((set) => set.length > 0) ? [...new Set(sets.flat())] : [];
    return { minLength, needles: needles.length > NEEDLES ? [] : needles };
  }

  private sequence(depth: number): Piece | undefined {
    let minLength = 0;
    let needles: readonly string[] = [];
    let run = "";
    let isExact = true;
    const endRun = () => {
      if (run !== "") needles = better(needles, [run]);
      run = "";
    };
    while (!this.atEnd() && this.pattern[this.at] !== "|" && this.pattern[this.at] !== ")") {
      const piece = this.quantified(depth);
      if (!piece) return undefined;
      minLength += piece.minLength;
      if (piece.exact !== undefined) {
        run += piece.exact;
      } else {
        isExact = false;
        endRun();
        needles = better(needles, piece.needles);
      }
    }
    if (isExact) return { minLength, needles: run === "" ? [] : [run], exact: run };
    endRun();
    return { minLength, needles };
  }

  private quantified(depth: number): Piece | undefined {
    const piece = this.atom(depth);
    if (!piece) return undefined;
    const match = /^(?:[*+?]|\{(\d+)(,\d*)?\})/.exec(this.pattern.slice(this.at, this.at + 16));
    if (!match) return piece;
    this.at += match[0].length;
    if (this.pattern[this.at] === "?") this.at++;
    const least = match[0] === "+" ? 1 : Number(match[1] ?? 0);
    if (least === 0) return { minLength: 0, needles: [] };
    const needles = piece.exact ? [piece.exact] : piece.needles;
    return { minLength: piece.minLength * least, needles };
  }

  private atom(depth: number): Piece | undefined {
    const c = this.pattern[this.at] ?? "";
    if (c === "(") return this.group(depth);
    if (c === "[") return this.characterClass();
    if (c === "\\") return this.escape();
    if ("*+?{".includes(c)) return undefined;
    if (c === "^" || c === "$" || c === ".") {
      this.at++;
      return c === "." ? ONE : EMPTY;
    }
    // A quantifier binds to the whole character, surrogate pairs included.
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return { minLength: 1, needles: [], exact: character };
  }

  private group(depth: number): Piece | undefined {
    const flags = /^\(\?([ims]+)\)/.exec(this.pattern.slice(this.at, this.at + 8));
    if (flags) {
      this.at += flags[0].length;
      return EMPTY;
    }
    const open = /^\((?:\?(?:[ims]*:|P?<\w+>))?(?!\?)/.exec(this.pattern.slice(this.at, this.at + 80));
    if (!open) return undefined;
    this.at += open[0].length;
    const inner = this.alternation(depth + 1);
    if (!inner || this.pattern[this.at] !== ")") return undefined;
    this.at++;
    return inner;
  }

  private characterClass(): Piece | undefined {
    const match = /^\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/.exec(this.pattern.slice(this.at));
    if (!match) return undefined;
    this.at += match[0].length;
    return ONE;
  }

  private escape(): Piece | undefined {
    const next = this.pattern[this.at + 1];
    if (next === undefined) return undefined;
    this.at += 2;
    if ("dDwWsS".includes(next)) return ONE;
    if ("bBAz".includes(next)) return EMPTY;
    const control = LITERAL_ESCAPES[next];
    if (control !== undefined) return { minLength: 1, needles: [], exact: control };
    return /\w/.test(next) ? undefined : { minLength: 1, needles: [], exact: next };
  }
}
