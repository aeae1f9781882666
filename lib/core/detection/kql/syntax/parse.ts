import type { KqlType } from "../value/type.ts";
import type { FunctionParameter, Let, Node, Parameter, Program } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { ExpressionParser } from "./parse-expression.ts";
import { OperatorParser } from "./parse-operator.ts";
import { parameters, properties as propertyList } from "./parse-parameter.ts";
import { parseSchema, parseType } from "./parse-schema.ts";
import { KqlRefusal } from "./refusal.ts";

/** The longest query read: what people write is a hundredth of it. */
export const MAX_QUERY = 500_000;

/**
 * Reads one query: `let` statements and a result. Errors: KqlRefusal with the offset of the first token that does not fit.
 * Grammar: https://learn.microsoft.com/kusto/query/statements
 */
export function parseQuery(text: string): Program {
  if (text.length > MAX_QUERY)
    throw new KqlRefusal("too-long", `the query has ${text.length} characters; at most ${MAX_QUERY} are read`, 0);
  return new QueryParser(new Cursor(text)).program();
}

class QueryParser {
  private readonly expressions: ExpressionParser;
  private readonly operators: OperatorParser;

  constructor(private readonly cursor: Cursor) {
    this.expressions = new ExpressionParser(cursor, this);
    this.operators = new OperatorParser(cursor, this.expressions, this);
  }

  program(): Program {
    const { lets, result } = this.statements(() => this.cursor.peek().kind === "end");
    if (!result) throw this.cursor.unexpected("a query after the let statements");
    return { lets, result };
  }

  private statements(ends: () => boolean): { readonly lets: readonly Let[]; readonly result: Node | undefined } {
    const lets: Let[] = [];
    let result: Node | undefined;
    while (!ends()) {
      if (this.cursor.take(";")) continue;
      const { at } = this.cursor.peek();
      if (result) throw new KqlRefusal("syntax", "a second query in the same text; run one at a time", at);
      if (this.cursor.isWord("let")) lets.push(this.let());
      else if (this.cursor.isWord("set") && this.cursor.peek(1).kind === "name") this.setOption();
      else if (STATEMENTS.test(this.cursor.peek().text) && this.cursor.peek(1).kind === "name")
        throw new KqlRefusal("unsupported", `the statement ${this.cursor.peek().text} is not supported`, at);
      else result = this.query();
      if (!ends()) this.cursor.expect(";");
    }
    return { lets, result };
  }

  /** Client request options (`set notruncation`) change limits; those that change the answer are refused. */
  private setOption(): void {
    const { text, at } = this.cursor.peek(1);
    if (ANSWERS.test(text)) throw new KqlRefusal("unsupported", `set ${text} changes what a query gives and is not supported`, at);
    while (!this.cursor.is(";") && this.cursor.peek().kind !== "end") this.cursor.next();
  }

  private let(): Let {
    this.cursor.next();
    const { at } = this.cursor.peek();
    const name = this.expressions.name();
    this.cursor.expect("=");
    const isView = this.cursor.isWord("view") && this.cursor.is("(", 1);
    if (isView) this.cursor.next();
    if (!this.startsFunction()) return { kind: "value", name, value: this.query(), at };
    return { kind: "function", name, parameters: this.functionParameters(), body: this.body(), isView, at };
  }

  private startsFunction(): boolean {
    if (!this.cursor.is("(")) return false;
    if (this.cursor.is(")", 1)) return this.cursor.is("{", 2);
    return this.cursor.peek(1).kind === "name" && this.cursor.is(":", 2);
  }

  private functionParameters(): readonly FunctionParameter[] {
    const list: FunctionParameter[] = [];
    this.cursor.expect("(");
    while (!this.cursor.is(")")) {
      const { at } = this.cursor.peek();
      const name = this.expressions.name();
      this.cursor.expect(":");
      if (this.cursor.is("(")) list.push({ name, type: { table: this.tableType() }, at });
      else {
        const type = parseType(this.cursor);
        list.push(this.cursor.take("=") ? { name, type, fallback: this.expressions.expression(), at } : { name, type, at });
      }
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect(")");
    return list;
  }

  private tableType() {
    if (this.cursor.is("*", 1)) {
      this.cursor.skip(2);
      this.cursor.expect(")");
      return "any" as const;
    }
    return parseSchema(this.cursor);
  }

  private body(): Node {
    return this.cursor.nested(() => this.blockBody());
  }

  private blockBody(): Node {
    const { at } = this.cursor.expect("{");
    const { lets, result } = this.statements(() => this.cursor.is("}") || this.cursor.peek().kind === "end");
    this.cursor.expect("}");
    if (!result) throw new KqlRefusal("syntax", "a function body needs a result", at);
    return lets.length === 0 ? result : { kind: "block", lets, result, at };
  }

  /** A tabular or scalar expression. */
  query(): Node {
    return this.cursor.nested(() => {
      const source = this.source() ?? this.expressions.expression();
      if (!this.cursor.is("|")) return source;
      return { kind: "pipe", source, ops: this.operators.pipeline(), at: source.at };
    });
  }

  private source(): Node | undefined {
    const token = this.cursor.peek();
    if (token.kind !== "name" || this.cursor.is("=", 1) || this.cursor.is(".", 1)) return undefined;
    const open = this.cursor.is("(", 1);
    const { at } = token;
    switch (token.text) {
      case "datatable":
        return open ? this.datatable(at) : undefined;
      case "externaldata":
      case "external_data":
        return open ? this.externaldata(at) : undefined;
      case "print":
        if (this.endsExpression(1)) return undefined;
        this.cursor.next();
        return { kind: "print", columns: this.expressions.namedList(), at };
      case "range":
        return open ? undefined : this.range(at);
      case "union":
        if (this.endsExpression(1)) return undefined;
        this.cursor.next();
        return { kind: "union", parameters: parameters(this.cursor, UNION), tables: this.operators.tables(), at };
      case "search":
        return this.endsExpression(1) ? undefined : this.search(at);
      case "find":
        return this.startsFind() ? this.find(at) : undefined;
    }
    return undefined;
  }

  /** `find` before a condition or its options; a column may be called so, too. */
  private startsFind(): boolean {
    const next = this.cursor.peek(1);
    return (
      next.kind === "string" ||
      (next.kind === "name" && !/^!?(?:has|contains|startswith|endswith|matches|and|or|between|in~)/.test(next.text))
    );
  }

  private endsExpression(ahead: number): boolean {
    const token = this.cursor.peek(ahead);
    return token.kind === "end" || [",", ")", "|", ";"].includes(token.text);
  }

  private datatable(at: number): Node {
    this.cursor.next();
    const schema = parseSchema(this.cursor);
    this.cursor.expect("[");
    const values: Node[] = [];
    while (!this.cursor.is("]")) {
      values.push(this.operators.literal());
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect("]");
    return { kind: "datatable", schema, values, at };
  }

  private externaldata(at: number): Node {
    this.cursor.next();
    const schema = parseSchema(this.cursor);
    const urls: Node[] = [];
    const close = this.cursor.take("[") ? "]" : this.cursor.take("(") ? ")" : undefined;
    if (!close) throw this.cursor.unexpected("[ and a URL");
    while (!this.cursor.is(close)) {
      urls.push(this.expressions.expression());
      if (!this.cursor.take(",")) break;
    }
    this.cursor.expect(close);
    const properties: Parameter[] = [];
    if (this.cursor.isWord("with") && this.cursor.is("(", 1)) {
      this.cursor.next();
      properties.push(...propertyList(this.cursor));
    }
    return { kind: "externaldata", schema, urls, properties, at };
  }

  private range(at: number): Node | undefined {
    if (!this.cursor.isWord("from", 2)) return undefined;
    this.cursor.next();
    const name = this.expressions.name();
    this.cursor.expectWord("from");
    const from = this.expressions.expression();
    this.cursor.expectWord("to");
    const to = this.expressions.expression();
    this.cursor.expectWord("step");
    return { kind: "range", name, from, to, step: this.expressions.expression(), at };
  }

  private search(at: number): Node {
    this.cursor.next();
    const options = parameters(this.cursor, ["kind"]);
    const tables = this.cursor.isWord("in") && this.cursor.is("(", 1) ? this.scope() : [];
    return { kind: "search", parameters: options, tables, where: this.expressions.expression(), at };
  }

  private scope(): readonly Node[] {
    this.cursor.next();
    this.cursor.expect("(");
    const tables = this.operators.tables();
    this.cursor.expect(")");
    return tables;
  }

  private find(at: number): Node {
    this.cursor.next();
    const named = parameters(this.cursor, ["withsource"])[0]?.value;
    const source = named?.kind === "literal" ? String(named.value) : null;
    const tables = this.cursor.isWord("in") && this.cursor.is("(", 1) ? this.scope() : [];
    if (tables.length > 0 || this.cursor.isWord("where")) this.cursor.expectWord("where");
    const where = this.expressions.expression();
    return { kind: "find", tables, where, source, project: this.cursor.takeWord("project") ? this.findColumns() : null, at };
  }

  /** `project-smart`, or `a, b:string, pack_all()`. */
  private findColumns(): (Node & { readonly kind: "find" })["project"] {
    if (this.cursor.is("-") && this.cursor.isWord("smart", 1)) {
      this.cursor.skip(2);
      return null;
    }
    const columns: { readonly name: string; readonly type: KqlType | null }[] = [];
    let packs = false;
    do {
      if (this.cursor.isWord("pack_all") && this.cursor.is("(", 1)) {
        this.cursor.skip(2);
        this.cursor.expect(")");
        packs = true;
      } else columns.push({ name: this.expressions.name(), type: this.cursor.take(":") ? parseType(this.cursor) : null });
    } while (this.cursor.take(","));
    return { columns, packs };
  }
}

/** Options of `set` that say what time it is, which rows are read or how many are given. */
const ANSWERS = /^(?:query_now|query_datetimescope_\w+|query_take_max_records|truncationmaxrecords|best_effort)$/i;
const STATEMENTS = /^(?:declare|restrict|alias)$/i;
const UNION = ["kind", "withsource", "with_source", "isfuzzy"];
