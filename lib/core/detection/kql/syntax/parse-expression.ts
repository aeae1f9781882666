import { type Dynamic, Instant, real, Span } from "../value/dynamic.ts";
import type { KqlType } from "../value/type.ts";
import type { Argument, Named, Node } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { COMPARISONS, LISTS, RESERVED, SPELLING } from "./operators.ts";
import { plainLiteral, typedLiteral } from "./parse-literal.ts";
import { parseTypes } from "./parse-schema.ts";
import { KqlRefusal } from "./refusal.ts";

/** What the expression parser needs from the parser of queries: a table, or an expression with operators after a bar. */
export interface Tabular {
  /** A tabular or scalar expression, as in parentheses, in arguments and in `let`. */
  query(): Node;
}

/** Recursive descent over Kusto's expressions: or, and, comparison, sum, product, sign, path. */
export class ExpressionParser {
  constructor(
    private readonly cursor: Cursor,
    private readonly tabular: Tabular,
  ) {}

  expression(): Node {
    return this.cursor.nested(() => this.chain("or", () => this.chain("and", () => this.comparison())));
  }

  private chain(word: "and" | "or", operand: () => Node): Node {
    let left = operand();
    while (this.cursor.isWord(word)) {
      const { at } = this.cursor.next();
      left = { kind: "binary", op: word, left, right: operand(), at };
    }
    return left;
  }

  private comparison(): Node {
    let left = this.sum();
    for (;;) {
      const token = this.cursor.peek();
      const op = token.kind === "name" ? token.text.toLowerCase() : token.kind === "punct" ? token.text : "";
      if (op === "matches" && this.cursor.isWord("regex", 1)) {
        this.cursor.skip(2);
        left = { kind: "binary", op: "matches regex", left, right: this.sum(), at: token.at };
      } else if (op === "between" || op === "!between") {
        this.cursor.next();
        left = this.range(left, op === "!between", token.at);
      } else if (LISTS.has(op)) {
        this.cursor.next();
        left = { kind: "list", op, left, items: this.items(), at: token.at };
      } else if (op === ":" && left.kind === "name") {
        this.cursor.next();
        left = { kind: "column-has", column: left.name, value: this.sum(), at: token.at };
      } else if (COMPARISONS.has(op)) {
        this.cursor.next();
        left = { kind: "binary", op: SPELLING[op] ?? op, left, right: this.sum(), at: token.at };
      } else return left;
    }
  }

  private range(left: Node, negated: boolean, at: number): Node {
    this.cursor.expect("(");
    const low = this.sum();
    this.cursor.expect("..");
    const high = this.sum();
    this.cursor.expect(")");
    return { kind: "between", negated, left, low, high, at };
  }

  private items(): readonly Node[] {
    if (!this.cursor.take("(")) return [this.sum()];
    const items: Node[] = [];
    while (!this.cursor.is(")")) {
      items.push(this.tabular.query());
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect(")");
    return items;
  }

  private sum(): Node {
    let left = this.product();
    while (this.cursor.is("+") || this.cursor.is("-")) {
      const { text, at } = this.cursor.next();
      left = { kind: "binary", op: text, left, right: this.product(), at };
    }
    return left;
  }

  private product(): Node {
    let left = this.signed();
    while (this.cursor.is("*") || this.cursor.is("/") || this.cursor.is("%")) {
      const { text, at } = this.cursor.next();
      left = { kind: "binary", op: text, left, right: this.signed(), at };
    }
    return left;
  }

  private signed(): Node {
    const token = this.cursor.peek();
    if (token.kind === "punct" && (token.text === "-" || token.text === "+")) {
      this.cursor.next();
      return { kind: "unary", op: token.text, arg: this.cursor.nested(() => this.signed()), at: token.at };
    }
    return this.path();
  }

  private path(): Node {
    let target = this.primary();
    for (;;) {
      const { at } = this.cursor.peek();
      if (this.cursor.is(".") && (this.cursor.peek(1).kind === "name" || this.cursor.is("[", 1))) {
        this.cursor.next();
        if (this.cursor.is("[")) continue;
        const name = this.cursor.next();
        target = this.cursor.is("(")
          ? { kind: "member", target, name: `${name.text}()`, at: name.at }
          : { kind: "member", target, name: name.text, at: name.at };
        if (target.name.endsWith("()"))
          throw new KqlRefusal("unsupported", `the call .${name.text}(…) after a dot is not supported`, name.at);
      } else if (this.cursor.is("[")) {
        this.cursor.next();
        const index = this.expression();
        this.cursor.expect("]");
        target = { kind: "index", target, index, at };
      } else return target;
    }
  }

  private primary(): Node {
    const token = this.cursor.peek();
    const { at } = token;
    switch (token.kind) {
      case "string":
        return this.strings();
      case "long":
      case "real":
      case "timespan":
        this.cursor.next();
        return { kind: "literal", ...plainLiteral(token), at };
      case "typed":
        this.cursor.next();
        return { kind: "literal", ...typedLiteral(token), at };
      case "name":
        return this.named();
      case "punct":
        return this.punctuated();
      case "end":
        throw this.cursor.unexpected("an expression");
    }
  }

  private strings(): Node {
    const { at } = this.cursor.peek();
    let value = "";
    while (this.cursor.peek().kind === "string") value += this.cursor.next().value;
    return { kind: "literal", type: "string", value, at };
  }

  private punctuated(): Node {
    const { at } = this.cursor.peek();
    if (this.cursor.take("*")) return { kind: "wildcard", pattern: "*", at };
    if (this.cursor.is("[") && this.cursor.peek(1).kind === "string" && this.cursor.is("]", 2))
      return { kind: "name", name: this.name(), at };
    if (!this.cursor.take("(")) throw this.cursor.unexpected("an expression");
    const inner = this.tabular.query();
    this.cursor.expect(")");
    return inner;
  }

  private named(): Node {
    const token = this.cursor.next();
    const { at, text } = token;
    const lower = text.toLowerCase();
    if (lower === "true" || lower === "false") return { kind: "literal", type: "bool", value: lower === "true", at };
    if (lower === "null" && !this.cursor.is("(")) throw new KqlRefusal("syntax", "a null needs its type, as in int(null)", at);
    if (lower === "typeof" && this.cursor.is("(")) return { kind: "typeof", types: parseTypes(this.cursor), at };
    if (lower === "dynamic" && this.cursor.is("(")) {
      this.cursor.next();
      const value = this.json();
      this.cursor.expect(")");
      return { kind: "literal", type: "dynamic", value, at };
    }
    if (this.cursor.is("(")) return { kind: "call", name: text, args: this.args(), at };
    if (this.cursor.is("*") && this.cursor.peek().at === token.end && this.endsName(1)) {
      this.cursor.next();
      return { kind: "wildcard", pattern: `${text}*`, at };
    }
    return { kind: "name", name: text, at };
  }

  /** Whether what follows a star makes it the end of a name (`Device*`), not a product. */
  private endsName(ahead: number): boolean {
    const token = this.cursor.peek(ahead);
    return token.kind === "end" || [",", ")", "|", ";", "]"].includes(token.text);
  }

  args(): readonly Argument[] {
    this.cursor.expect("(");
    const args: Argument[] = [];
    while (!this.cursor.is(")")) {
      if (this.cursor.peek().kind === "name" && this.cursor.is("=", 1)) {
        const name = this.cursor.next().text;
        this.cursor.next();
        args.push({ name, value: this.tabular.query() });
      } else args.push({ value: this.tabular.query() });
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect(")");
    return args;
  }

  /** A name, bare or as `['any text']`. */
  name(): string {
    const token = this.cursor.peek();
    if (token.kind === "name") return this.cursor.next().text;
    if (this.cursor.is("[") && this.cursor.peek(1).kind === "string" && this.cursor.is("]", 2)) {
      const { value } = this.cursor.peek(1);
      this.cursor.skip(3);
      return value;
    }
    throw this.cursor.unexpected("a name");
  }

  /** A name being given to a column: some words only go in brackets. */
  newName(): string {
    const token = this.cursor.peek();
    if (token.kind === "name" && RESERVED.has(token.text)) {
      throw new KqlRefusal("syntax", `${token.text} is a reserved word; write ['${token.text}']`, token.at);
    }
    return this.name();
  }

  /** `name = expr`, `(a, b) = expr` or an expression. */
  namedExpression(): Named {
    const { at } = this.cursor.peek();
    const mark = this.cursor.mark();
    const named = this.cursor.is("=", 1) && this.cursor.peek().kind === "name";
    const bracketed = this.cursor.is("[") && this.cursor.is("=", 3);
    if (named || bracketed) {
      const name = this.newName();
      this.cursor.next();
      return { names: [name], value: this.expression(), at };
    }
    if (this.cursor.is("(")) {
      const names = this.tuple();
      if (names) return { names, value: this.expression(), at };
      this.cursor.reset(mark);
    }
    return { names: [], value: this.expression(), at };
  }

  private tuple(): readonly string[] | undefined {
    const names: string[] = [];
    this.cursor.next();
    for (;;) {
      if (this.cursor.peek().kind !== "name") return undefined;
      names.push(this.cursor.next().text);
      if (this.cursor.take(",")) continue;
      if (!this.cursor.take(")")) return undefined;
      return this.cursor.take("=") ? names : undefined;
    }
  }

  namedList(): readonly Named[] {
    const list = [this.namedExpression()];
    while (this.cursor.take(",")) list.push(this.namedExpression());
    return list;
  }

  /** The JSON of a dynamic literal, with Kusto's literals inside and, as authors write it, a trailing comma. */
  private json(): Dynamic {
    return this.cursor.nested(() => this.jsonValue());
  }

  private jsonValue(): Dynamic {
    const token = this.cursor.peek();
    if (token.kind === "string") {
      this.cursor.next();
      return token.value;
    }
    if (token.kind === "typed") {
      this.cursor.next();
      const { type, value } = typedLiteral(token);
      return boxed(type, value);
    }
    if (this.cursor.take("-")) {
      const value = this.jsonValue();
      if (typeof value === "number" || typeof value === "bigint") return -value;
      if (value instanceof Span) return new Span(-value.ticks);
      const whole = boxedNegative(value);
      if (whole !== undefined) return whole;
      throw new KqlRefusal("bad-literal", "only a number can be negative", token.at);
    }
    if (token.kind === "long" || token.kind === "real" || token.kind === "timespan") {
      this.cursor.next();
      const { type, value } = plainLiteral(token);
      return boxed(type, value);
    }
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const)
      if (this.cursor.takeWord(word)) return value;
    if (this.cursor.isWord("dynamic") && this.cursor.is("(", 1)) {
      this.cursor.skip(2);
      const value = this.json();
      this.cursor.expect(")");
      return value;
    }
    if (this.cursor.take("[")) return this.jsonArray();
    if (this.cursor.take("{")) return this.jsonBag();
    throw this.cursor.unexpected("a JSON value");
  }

  private jsonArray(): Dynamic {
    const items: Dynamic[] = [];
    while (!this.cursor.is("]")) {
      items.push(this.json());
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect("]");
    return items;
  }

  private jsonBag(): Dynamic {
    const members = new Map<string, Dynamic>();
    while (!this.cursor.is("}")) {
      const key = this.cursor.peek();
      if (key.kind !== "string" && key.kind !== "name") throw this.cursor.unexpected("a key");
      this.cursor.next();
      this.cursor.expect(":");
      members.set(key.value, this.json());
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect("}");
    return members;
  }
}

function boxed(type: KqlType, value: Dynamic): Dynamic {
  if (typeof value === "number" && (type === "real" || type === "decimal")) return real(value);
  if (typeof value === "bigint" && type === "datetime") return new Instant(value);
  if (typeof value === "bigint" && type === "timespan") return new Span(value);
  return value;
}

function boxedNegative(value: Dynamic): Dynamic | undefined {
  return typeof value === "object" && value !== null && "value" in value && typeof value.value === "number"
    ? real(-value.value)
    : undefined;
}
