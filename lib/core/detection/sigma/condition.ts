import type { Expr } from "../ir/expr.ts";
import { type LikePart, likeMatcher, likeSpans } from "../ir/like.ts";

/** Why a condition cannot be read; `at` is the index in its text. */
export interface ConditionFault {
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

/** What a condition can name: the search identifiers and their predicates. */
export type Selections = ReadonlyMap<string, Expr>;

export type ConditionResult = { readonly expr: Expr; readonly used: ReadonlySet<string> } | ConditionFault;

const TOKENS = 5_000;
const DEPTH = 100;
const CHOICES = 2_000;

/**
 * Reads a condition (specification, "Condition"): `not` binds tightest, then `and`, then `or`; parentheses; `1 of`, `all of`,
 * `N of` with `them` or a pattern. An identifier is any run without blanks and parentheses: real rules have dots and pipes in them.
 */
export function parseCondition(text: string, selections: Selections): ConditionResult {
  const tokens: Token[] = Array.from(text.matchAll(/[()]|[^\s()]+/g), (match) => ({ text: match[0], at: match.index }));
  if (tokens.length > TOKENS) return { code: "condition-too-long", message: `the condition has more than ${TOKENS} words`, at: 0 };
  const reader = new ConditionReader(tokens, selections, text.length);
  try {
    return { expr: reader.whole(), used: reader.used };
  } catch (error) {
    if (error instanceof Refusal) return error.fault;
    throw error;
  }
}

class Refusal extends Error {
  constructor(readonly fault: ConditionFault) {
    super(fault.message);
  }
}

const AGGREGATION = /^(?:\|.*|.*\|(?:count|min|max|avg|sum|near)\b.*|near)$/i;

/** Owns the read position. Refusals leave through an exception that never leaves this file. */
class ConditionReader {
  readonly used = new Set<string>();
  private next = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly selections: Selections,
    private readonly end: number,
  ) {}

  whole(): Expr {
    const expr = this.disjunction();
    const token = this.tokens[this.next];
    if (!token) return expr;
    this.refuseAggregation(token);
    throw this.refusal("bad-condition", `expected "and" or "or" before "${token.text}"`, token);
  }

  private disjunction(): Expr {
    const args = [this.conjunction()];
    while (this.takes("or")) args.push(this.conjunction());
    return args.length === 1 && args[0] ? args[0] : { kind: "or", args };
  }

  private conjunction(): Expr {
    const args = [this.negation()];
    while (this.takes("and")) args.push(this.negation());
    return args.length === 1 && args[0] ? args[0] : { kind: "and", args };
  }

  private negation(): Expr {
    if (++this.depth > DEPTH) throw this.refusal("condition-too-deep", `the condition nests deeper than ${DEPTH}`, this.tokens[this.next]);
    const expr: Expr = this.takes("not") ? { kind: "not", arg: this.negation() } : this.atom();
    this.depth--;
    return expr;
  }

  private atom(): Expr {
    const token = this.tokens[this.next++];
    if (!token) throw this.refusal("bad-condition", "the condition ends where a search identifier is expected", token);
    if (token.text === "(") return this.parenthesis(token);
    const quantifier = this.quantifier(token);
    if (quantifier !== undefined) return this.quantified(quantifier, token);
    return this.named(token);
  }

  private parenthesis(open: Token): Expr {
    const expr = this.disjunction();
    if (this.tokens[this.next]?.text !== ")") throw this.refusal("bad-condition", "this parenthesis is never closed", open);
    this.next++;
    return expr;
  }

  private named(token: Token): Expr {
    const expr = this.selections.get(token.text);
    if (expr) {
      this.used.add(token.text);
      return expr;
    }
    this.refuseAggregation(token);
    if (token.text === ")" || this.isOperator(token)) {
      throw this.refusal("bad-condition", `expected a search identifier before "${token.text}"`, token);
    }
    throw this.refusal("undefined-identifier", `there is no search identifier "${token.text}"`, token);
  }

  /** How many must hold; undefined when this is no `N of …`. A selection called `1` or `all` is still one if no `of` follows. */
  private quantifier(token: Token): number | "all" | undefined {
    if (this.tokens[this.next]?.text.toLowerCase() !== "of") return undefined;
    const word = token.text.toLowerCase();
    if (word === "all") return "all";
    if (word === "any") return 1;
    return /^[1-9]\d{0,3}$/.test(word) ? Number(word) : undefined;
  }

  private quantified(count: number | "all", token: Token): Expr {
    const pattern = this.tokens[++this.next];
    this.next++;
    if (!pattern) throw this.refusal("bad-condition", '"of" needs "them" or a pattern', token);
    const names = this.namesOf(pattern.text);
    if (names.length === 0) throw this.refusal("empty-pattern", `no search identifier matches "${pattern.text}"`, pattern);
    const args = names.map((name) => this.named({ text: name, at: pattern.at }));
    if (count === "all" || count === args.length) return { kind: "and", args };
    if (count === 1) return { kind: "or", args };
    if (count > args.length) throw this.refusal("bad-condition", `${count} of ${args.length} can never hold`, token);
    const choices = choose(args, count);
    if (!choices) throw this.refusal("condition-too-long", `${count} of ${args.length} has too many combinations`, token);
    return { kind: "or", args: choices.map((choice) => ({ kind: "and", args: choice })) };
  }

  /** Identifiers that start with `_` only take part where the pattern says so. */
  private namesOf(pattern: string): readonly string[] {
    const names = [...this.selections.keys()];
    if (pattern.toLowerCase() === "them" && !this.selections.has(pattern)) return names.filter((name) => !name.startsWith("_"));
    const parts = pattern.split("*").flatMap((text): LikePart[] => [{ kind: "many" }, { kind: "text", text }]);
    const shape = likeMatcher(parts.slice(1), false);
    return names.filter((name) => likeSpans(shape, name) && (pattern.startsWith("_") || !name.startsWith("_")));
  }

  private takes(word: string): boolean {
    const token = this.tokens[this.next];
    if (token?.text.toLowerCase() !== word) return false;
    this.next++;
    return true;
  }

  private isOperator(token: Token): boolean {
    return ["and", "or", "not", "of"].includes(token.text.toLowerCase());
  }

  private refuseAggregation(token: Token): void {
    if (AGGREGATION.test(token.text)) {
      throw this.refusal("unsupported-aggregation", `the aggregation "${token.text} …" is not supported: write a correlation rule`, token);
    }
  }

  private refusal(code: string, message: string, token: Token | undefined): Refusal {
    return new Refusal({ code, message, at: token?.at ?? this.end });
  }
}

/** Every way to take `count` of the members, or undefined when there are too many. */
function choose<T>(members: readonly T[], count: number): readonly (readonly T[])[] | undefined {
  let choices: (readonly T[])[] = [[]];
  for (const [index, item] of members.entries()) {
    const left = members.length - index - 1;
    choices = choices.flatMap((choice) => [
      ...(choice.length < count ? [[...choice, item]] : []),
      ...(choice.length + left >= count ? [choice] : []),
    ]);
    if (choices.length > CHOICES) return undefined;
  }
  return choices;
}
