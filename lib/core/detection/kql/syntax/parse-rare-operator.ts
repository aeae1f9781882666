import type { FunctionParameter, Named, NestedLevel, Node, Operator, PatternPart, ScanStep } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import type { ExpressionParser } from "./parse-expression.ts";
import { parameters, properties as propertyList } from "./parse-parameter.ts";
import { parseSchema, parseType } from "./parse-schema.ts";
import { KqlRefusal } from "./refusal.ts";

export function atOperatorEnd(cursor: Cursor): boolean {
  const token = cursor.peek();
  return token.kind === "end" || ["|", ")", ";", "}"].includes(token.text);
}

/** Operators with a syntax of their own: `parse`, `parse-kv`, `make-series`, `scan`, `top-nested`, `top-hitters`. */
export class RareOperatorParser {
  constructor(
    private readonly cursor: Cursor,
    private readonly expressions: ExpressionParser,
  ) {}

  parse(op: "parse" | "parse-where", at: number): Operator {
    const options = parameters(this.cursor, ["kind", "flags"]);
    const value = this.expressions.expression();
    this.cursor.expectWord("with");
    const pattern: PatternPart[] = [];
    while (!atOperatorEnd(this.cursor)) pattern.push(this.patternPart());
    return { op, parameters: options, value, pattern, at };
  }

  private patternPart(): PatternPart {
    const token = this.cursor.peek();
    if (this.cursor.take("*")) return { kind: "skip", at: token.at };
    if (token.kind === "string") return { kind: "text", text: this.cursor.next().value, at: token.at };
    const name = this.expressions.newName();
    return { kind: "column", name, type: this.cursor.take(":") ? parseType(this.cursor) : "string", at: token.at };
  }

  parseKv(at: number): Operator {
    const value = this.expressions.expression();
    this.cursor.expectWord("as");
    const schema = parseSchema(this.cursor);
    const properties = this.cursor.takeWord("with") ? propertyList(this.cursor) : [];
    return { op: "parse-kv", value, schema, properties, at };
  }

  makeSeries(at: number): Operator {
    const options = parameters(this.cursor, ["kind"]);
    const aggregates: (Named & { readonly fallback: Node | null })[] = [];
    do {
      const named = this.expressions.namedExpression();
      let fallback: Node | null = null;
      if (this.cursor.takeWord("default")) {
        this.cursor.expect("=");
        fallback = this.expressions.expression();
      }
      aggregates.push({ ...named, fallback });
    } while (this.cursor.take(","));
    this.cursor.expectWord("on");
    const on = this.axis();
    const from = this.cursor.takeWord("from") ? this.expressions.expression() : null;
    const to = this.cursor.takeWord("to") ? this.expressions.expression() : null;
    this.cursor.expectWord("step");
    const step = this.expressions.expression();
    const by = this.cursor.takeWord("by") ? this.expressions.namedList() : [];
    return { op: "make-series", parameters: options, aggregates, on, from, to, step, by, at };
  }

  /** `t in range(…)` is the older syntax, whose bins and ends are other ones. */
  private axis(): Node {
    const mark = this.cursor.mark();
    const name = this.cursor.next();
    if (name.kind === "name" && this.cursor.isWord("in") && this.cursor.isWord("range", 1))
      throw new KqlRefusal("unsupported", "make-series … in range(…) is not supported; write from, to and step", this.cursor.peek().at);
    this.cursor.reset(mark);
    return this.expressions.expression();
  }

  topNested(at: number): Operator {
    const levels: NestedLevel[] = [];
    do {
      if (levels.length > 0) {
        const words = this.cursor.hyphenated();
        if (words?.word !== "top-nested") throw this.cursor.unexpected("top-nested");
        this.cursor.skip(words.length);
      }
      const here = this.cursor.peek().at;
      const count = this.cursor.isWord("of") ? null : this.expressions.expression();
      this.cursor.expectWord("of");
      const of = this.expressions.namedExpression();
      let others: Node | null = null;
      if (this.cursor.takeWord("with")) {
        this.cursor.expectWord("others");
        this.cursor.expect("=");
        others = this.expressions.expression();
      }
      this.cursor.expectWord("by");
      const by = this.expressions.namedExpression();
      const ascending = this.cursor.takeWord("asc");
      if (!ascending) this.cursor.takeWord("desc");
      levels.push({ count, of, others, by, descending: !ascending, at: here });
    } while (this.cursor.take(","));
    return { op: "top-nested", levels, at };
  }

  scan(at: number): Operator {
    const options = parameters(this.cursor, ["with_match_id"]);
    const match = options[0]?.value;
    const matchId = match?.kind === "literal" && typeof match.value === "string" ? match.value : null;
    const declare: FunctionParameter[] = [];
    if (this.cursor.takeWord("declare")) {
      this.cursor.expect("(");
      do {
        const here = this.cursor.peek().at;
        const name = this.expressions.name();
        this.cursor.expect(":");
        const type = parseType(this.cursor);
        declare.push(this.cursor.take("=") ? { name, type, fallback: this.expressions.expression(), at: here } : { name, type, at: here });
      } while (this.cursor.take(","));
      this.cursor.expect(")");
    }
    this.cursor.expectWord("with");
    this.cursor.expect("(");
    const steps: ScanStep[] = [];
    while (this.cursor.isWord("step")) steps.push(this.step());
    this.cursor.expect(")");
    return { op: "scan", declare, steps, matchId, at };
  }

  private step(): ScanStep {
    const { at } = this.cursor.next();
    const name = this.expressions.name();
    const optional = this.cursor.takeWord("optional");
    let output: ScanStep["output"] = "all";
    if (this.cursor.takeWord("output")) {
      this.cursor.expect("=");
      const word = this.cursor.next().text;
      if (word !== "all" && word !== "last" && word !== "none") throw new KqlRefusal("syntax", "output is all, last or none", at);
      output = word;
    }
    this.cursor.expect(":");
    const condition = this.expressions.expression();
    const assignments = this.cursor.take("=>") ? this.expressions.namedList() : [];
    this.cursor.expect(";");
    return { name, optional, output, condition, assignments, at };
  }

  topHitters(at: number): Operator {
    const count = this.expressions.expression();
    this.cursor.expectWord("of");
    const of = this.expressions.namedExpression();
    return { op: "top-hitters", count, of, by: this.cursor.takeWord("by") ? this.expressions.namedExpression() : null, at };
  }
}
