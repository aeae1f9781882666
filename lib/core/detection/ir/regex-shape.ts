/** What every text matching a regex must have: used to skip the engine, so an understatement is safe and an overstatement loses matches. */
export interface RegexShape {
  /** Fewest UTF-16 units a match can have. */
  readonly minLength: number;
  /** One of these (as written, case not folded) is in every match; empty when no such set is known. */
  readonly needles: readonly string[];
  /** Further such sets: one of each is in every match too. */
  readonly others: readonly (readonly string[])[];
}

const UNKNOWN: RegexShape = { minLength: 0, needles: [], others: [] };
const NEEDLES = 16;
/** Further sets that are kept, and how long the shortest of one must be to say anything. */
const OTHERS = 4;
const TELLING = 2;

/** Reads an RE2 pattern. Whatever it does not understand weakens the answer, never strengthens it. */
export function regexShape(pattern: string): RegexShape {
  const reader = new ShapeReader(pattern);
  const shape = reader.alternation(0);
  return shape && reader.atEnd() ? { minLength: shape.minLength, needles: shape.needles, others: shape.others } : UNKNOWN;
}

/** `exact` is the text itself when the piece can match nothing else. */
interface Piece extends RegexShape {
  readonly exact?: string;
}

const ONE: Piece = { minLength: 1, needles: [], others: [] };
const EMPTY: Piece = { minLength: 0, needles: [], others: [], exact: "" };
const literal = (exact: string): Piece => ({ minLength: 1, needles: [], others: [], exact });
const LITERAL_ESCAPES: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

const shortest = (needles: readonly string[]): number => Math.min(...needles.map((needle) => needle.length));

/** Sets that are all in every match, the best first: a set is as good as its shortest member, then as it is small. */
function ranked(sets: readonly (readonly string[])[]): Pick<RegexShape, "needles" | "others"> {
  const score = (needles: readonly string[]) => shortest(needles) - needles.length / 100;
  const [needles = [], ...rest] = sets.filter((set) => set.length > 0).sort((a, b) => score(b) - score(a));
  return { needles, others: rest.filter((set) => shortest(set) >= TELLING).slice(0, OTHERS) };
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
    return { minLength, needles: needles.length > NEEDLES ? [] : needles, others: [] };
  }

  private sequence(depth: number): Piece | undefined {
    let minLength = 0;
    const sets: (readonly string[])[] = [];
    let run = "";
    let isExact = true;
    const endRun = () => {
      if (run !== "") sets.push([run]);
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
        sets.push(piece.needles, ...piece.others);
      }
    }
    if (isExact) return { minLength, needles: run === "" ? [] : [run], others: [], exact: run };
    endRun();
    return { minLength, ...ranked(sets) };
  }

  private quantified(depth: number): Piece | undefined {
    const piece = this.atom(depth);
    if (!piece) return undefined;
    const match = /^(?:[*+?]|\{(\d+)(,\d*)?\})/.exec(this.pattern.slice(this.at, this.at + 16));
    if (!match) return piece;
    this.at += match[0].length;
    if (this.pattern[this.at] === "?") this.at++;
    const least = match[0] === "+" ? 1 : Number(match[1] ?? 0);
    if (least === 0) return { minLength: 0, needles: [], others: [] };
    const needles = piece.exact ? [piece.exact] : piece.needles;
    return { minLength: piece.minLength * least, needles, others: piece.others };
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
    return literal(character);
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
    if (control !== undefined) return literal(control);
    return /\w/.test(next) ? undefined : literal(next);
  }
}
