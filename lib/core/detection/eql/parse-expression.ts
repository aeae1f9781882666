import type { CompareOperator, EventNode, FieldNode, Node, PatternOperator } from "./ast.ts";
import type { TokenReader } from "./reader.ts";
import { EqlFault } from "./token.ts";

const COMPARES: { readonly [symbol: string]: CompareOperator } = {
  "==": "==",
  "=": "==",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
/** Longest calculation: each term nests one deeper. */
const TERMS = 200;
/** Words that end an expression or join two: none of them is a field unless it is back-quoted. */
const RESERVED = new Set(["and", "or", "not", "in", "like", "regex", "where", "by", "with", "until", "of"]);

/** `readEvent` reads the query inside `child of […]`. */
export interface ExpressionContext {
  readonly reader: TokenReader;
  readonly readEvent: () => EventNode;
}

/** `or` binds loosest, then `and`, then `not`, then comparisons, then arithmetic (Elasticsearch's grammar). */
export function readExpression(context: ExpressionContext): Node {
  const { reader } = context;
  return reader.nested(() => junction(context, "or", () => junction(context, "and", () => readNegation(context))));
}

function junction({ reader }: ExpressionContext, kind: "and" | "or", read: () => Node): Node {
  const { at } = reader.peek();
  const args = [read()];
  while (reader.takesWord(kind)) args.push(read());
  return args.length === 1 && args[0] ? args[0] : { kind, args, at };
}

function readNegation(context: ExpressionContext): Node {
  const { reader } = context;
  const { at } = reader.peek();
  if (reader.takesWord("not")) return { kind: "not", arg: reader.nested(() => readNegation(context)), at };
  return readComparison(context);
}

function readComparison(context: ExpressionContext): Node {
  const { reader } = context;
  const left = readSum(context);
  const token = reader.peek();
  const operator = token.kind === "symbol" ? COMPARES[token.text] : undefined;
  if (operator) {
    reader.take();
    const node: Node = { kind: "compare", operator, isOld: token.text === "=", left, right: readSum(context), at: token.at };
    const chained = reader.peek();
    if (chained.kind === "symbol" && (COMPARES[chained.text] || chained.text === ":"))
      throw new EqlFault("chained-comparison", "comparisons cannot be chained: join them with and", chained.at);
    return node;
  }
  if (reader.takesSymbol(":")) return readPattern(context, ":", left, token.at);
  if (reader.isWord("not") && reader.isWord("in", 1)) {
    reader.take();
    return { kind: "not", arg: readMembership(context, left), at: token.at };
  }
  if (reader.isWord("in")) return readMembership(context, left);
  if (reader.takesWord("like")) return readPattern(context, "like", left, token.at);
  if (reader.takesWord("regex")) return readPattern(context, "regex", left, token.at);
  return left;
}

function readMembership(context: ExpressionContext, value: Node): Node {
  const { at } = context.reader.take();
  const fold = context.reader.takesFold();
  return { kind: "in", value, items: readList(context), fold, at };
}

function readPattern(context: ExpressionContext, operator: PatternOperator, value: Node, at: number): Node {
  const { reader } = context;
  const fold = operator === ":" || reader.takesFold();
  const items = reader.isSymbol("(") ? readList(context) : [readSum(context)];
  return { kind: "pattern", operator, value, items, fold, at };
}

function readList(context: ExpressionContext): readonly Node[] {
  context.reader.symbol("(", "before a list");
  return readUntil(context, ")", "after a list");
}

/** Expressions between commas up to a closing symbol, which is taken too. A trailing comma is let pass, as Elastic's own rules have some. */
function readUntil(context: ExpressionContext, close: string, where: string): readonly Node[] {
  const { reader } = context;
  const items: Node[] = [];
  while (!reader.isSymbol(close)) {
    items.push(readExpression(context));
    if (!reader.takesSymbol(",")) break;
  }
  reader.symbol(close, where);
  return items;
}

function readSum(context: ExpressionContext): Node {
  const { reader } = context;
  let left = readProduct(context);
  for (let terms = 1; ; terms++) {
    const { at } = reader.peek();
    if (terms > TERMS) throw new EqlFault("query-too-deep", `a calculation has at most ${TERMS} terms`, at);
    const operator = reader.takesSymbol("+") ? "+" : reader.takesSymbol("-") ? "-" : undefined;
    if (!operator) return left;
    left = { kind: "arithmetic", operator, left, right: readProduct(context), at };
  }
}

function readProduct(context: ExpressionContext): Node {
  const { reader } = context;
  let left = readUnary(context);
  for (let terms = 1; ; terms++) {
    const { at } = reader.peek();
    if (terms > TERMS) throw new EqlFault("query-too-deep", `a calculation has at most ${TERMS} terms`, at);
    const operator = reader.takesSymbol("*") ? "*" : reader.takesSymbol("/") ? "/" : reader.takesSymbol("%") ? "%" : undefined;
    if (!operator) return left;
    left = { kind: "arithmetic", operator, left, right: readUnary(context), at };
  }
}

function readUnary(context: ExpressionContext): Node {
  const { reader } = context;
  const { at } = reader.peek();
  if (reader.takesSymbol("-")) {
    const arg = reader.nested(() => readUnary(context));
    return arg.kind === "literal" && typeof arg.value === "number" ? { ...arg, value: -arg.value, at } : { kind: "minus", arg, at };
  }
  if (reader.takesSymbol("+")) return reader.nested(() => readUnary(context));
  let value = readPrimary(context);
  // The older dialect's methods: `name:length()` is length(name). No constant can stand behind a colon like that.
  for (let calls = 1; reader.isSymbol(":") && reader.peek(1).kind === "word" && reader.isSymbol("(", 2); calls++) {
    reader.take();
    const name = reader.take();
    if (calls > TERMS) throw new EqlFault("query-too-deep", `a value goes through at most ${TERMS} functions`, name.at);
    reader.symbol("(", "after the name of a function");
    const args = [value, ...readUntil(context, ")", "after the arguments of a function")];
    value = { kind: "call", name: name.text, fold: false, args, at: name.at };
  }
  return value;
}

function readPrimary(context: ExpressionContext): Node {
  const { reader } = context;
  const token = reader.peek();
  const { at } = token;
  switch (token.kind) {
    case "string":
      reader.take();
      return { kind: "literal", value: token.text, isReal: false, at };
    case "number":
      if (token.unit !== "") throw new EqlFault("bad-number", `"${token.text}" is no number`, at);
      reader.take();
      return { kind: "literal", value: token.value, isReal: token.isReal, at };
    case "symbol":
      if (reader.takesSymbol("(")) {
        const inner = readExpression(context);
        reader.symbol(")", "after an expression in parentheses");
        return inner;
      }
      if (reader.takesSymbol("?")) return readField(reader, true);
      throw reader.unexpected("a value");
    case "word":
      return readNamed(context);
    case "end":
      throw reader.unexpected("a value");
  }
}

const CONSTANTS: { readonly [word: string]: boolean | null } = { true: true, false: false, null: null };

function readNamed(context: ExpressionContext): Node {
  const { reader } = context;
  const token = reader.peek();
  const { at, text } = token;
  const isPlain = token.kind === "word" && !token.isQuoted;
  if (isPlain && Object.hasOwn(CONSTANTS, text)) {
    reader.take();
    return { kind: "literal", value: CONSTANTS[text] ?? null, isReal: false, at };
  }
  const relation = isPlain && reader.isWord("of", 1) && reader.isSymbol("[", 2) ? relationOf(text) : undefined;
  if (relation) {
    reader.take();
    reader.take();
    reader.take();
    const query = reader.nested(context.readEvent);
    reader.symbol("]", "after the query");
    return { kind: "related", relation, query, at };
  }
  if (isPlain && RESERVED.has(text)) throw reader.unexpected("a value");
  const isCall = reader.isSymbol("(", 1) || (reader.isSymbol("~", 1) && reader.isSymbol("(", 2));
  if (!isPlain || !isCall) return readField(reader, false);
  reader.take();
  const fold = reader.takesFold();
  reader.symbol("(", "after the name of a function");
  return { kind: "call", name: text, fold, args: readUntil(context, ")", "after the arguments of a function"), at };
}

function relationOf(word: string): "child" | "descendant" | "event" | undefined {
  return word === "child" || word === "descendant" || word === "event" ? word : undefined;
}

/** `a.b.c`, any part back-quoted; behind it, and in the old dialect between its parts, an index: `a[0]`, `events[1].a`. */
function readField(reader: TokenReader, isOptional: boolean): FieldNode {
  const first = reader.take();
  if (first.kind !== "word") throw new EqlFault("bad-syntax", "the name of a field is expected here", first.at);
  let name = first.text;
  let index: number | undefined;
  for (;;) {
    if (reader.isSymbol("[") && reader.peek(1).kind === "number" && reader.isSymbol("]", 2)) {
      reader.take();
      const position = reader.take();
      reader.take();
      if (position.kind !== "number" || !Number.isInteger(position.value) || position.unit !== "")
        throw new EqlFault("bad-index", "a position in a list is a whole number", position.at);
      if (index !== undefined) name = `${name}[${index}]`;
      index = position.value;
    } else if (reader.isSymbol(".")) {
      reader.take();
      const part = reader.take();
      if (part.kind !== "word") throw new EqlFault("bad-syntax", "the name of a field is expected after the point", part.at);
      if (index !== undefined) name = `${name}[${index}]`;
      index = undefined;
      name = `${name}.${part.text}`;
    } else return { kind: "field", name, isOptional, index, at: first.at };
  }
}
