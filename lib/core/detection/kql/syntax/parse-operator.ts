import { suggestion } from "../../nearest.ts";
import type { Expansion, JoinCondition, Named, Node, Operator, Reorder, SortKey } from "./ast.ts";
import { chartOf } from "./chart.ts";
import type { Cursor } from "./cursor.ts";
import { conditionsIn } from "./join-condition.ts";
import type { ExpressionParser, Tabular } from "./parse-expression.ts";
import { plainLiteral } from "./parse-literal.ts";
import { parameters } from "./parse-parameter.ts";
import { atOperatorEnd, RareOperatorParser } from "./parse-rare-operator.ts";
import { parseSchema, parseType } from "./parse-schema.ts";
import { KqlRefusal } from "./refusal.ts";
import type { Token } from "./tokens.ts";

type Reader = (at: number) => Operator;

/** Reads `| operator …` after a source. One method an operator; the table at the end is the list of what exists. */
export class OperatorParser {
  private readonly rare: RareOperatorParser;

  constructor(
    private readonly cursor: Cursor,
    private readonly expressions: ExpressionParser,
    private readonly tabular: Tabular,
  ) {
    this.rare = new RareOperatorParser(cursor, expressions);
  }

  pipeline(): readonly Operator[] {
    const ops: Operator[] = [];
    while (this.cursor.take("|")) ops.push(this.operator());
    return ops;
  }

  private operator(): Operator {
    const words = this.cursor.hyphenated();
    const { at } = this.cursor.peek();
    if (!words) throw this.cursor.unexpected("an operator");
    const reader = Object.hasOwn(this.readers, words.word) ? this.readers[words.word] : undefined;
    if (!reader) {
      const known = UNSUPPORTED.has(words.word);
      const message = known
        ? `the operator ${words.word} is not supported`
        : `there is no operator ${words.word}${suggestion(words.word, Object.keys(this.readers))}`;
      throw new KqlRefusal(known ? "unsupported" : "syntax", message, at);
    }
    this.cursor.skip(words.length);
    return reader(at);
  }

  /** A literal with an optional sign, as `datatable` wants it. */
  literal(): Node {
    const token = this.cursor.peek();
    if (this.cursor.is("-") || this.cursor.is("+")) {
      this.cursor.next();
      const number = this.cursor.peek();
      if (number.kind !== "long") return { kind: "unary", op: token.text === "-" ? "-" : "+", arg: this.literal(), at: token.at };
      this.cursor.next();
      return { kind: "literal", ...plainLiteral(number, token.text), at: token.at };
    }
    const names = token.kind === "name" && /^(true|false|dynamic)$/i.test(token.text);
    if (!names && !["string", "long", "real", "timespan", "typed"].includes(token.kind)) throw this.cursor.unexpected("a literal");
    const mark = this.cursor.mark();
    const node = this.expressions.expression();
    if (node.kind !== "literal") {
      this.cursor.reset(mark);
      throw new KqlRefusal("syntax", "only literals stand here", token.at);
    }
    return node;
  }

  tables(): readonly Node[] {
    const list: Node[] = [];
    do list.push(this.table());
    while (this.cursor.take(","));
    return list;
  }

  private table(): Node {
    const { at } = this.cursor.peek();
    if (this.cursor.take("(")) {
      const inner = this.tabular.query();
      this.cursor.expect(")");
      return inner;
    }
    if (this.cursor.take("*")) return { kind: "wildcard", pattern: "*", at };
    const token = this.cursor.peek();
    if (token.kind === "name" && this.cursor.is("(", 1)) return this.tabular.query();
    const name = this.expressions.name();
    if (this.cursor.is("*") && this.cursor.peek().at === token.end) {
      this.cursor.next();
      return { kind: "wildcard", pattern: `${name}*`, at };
    }
    return { kind: "name", name, at };
  }

  private optionalNamed(ends: () => boolean): readonly Named[] {
    return ends() ? [] : this.expressions.namedList();
  }

  private patterns(): readonly Reorder[] {
    const list: Reorder[] = [];
    do {
      const { at } = this.cursor.peek();
      const pattern = this.pattern();
      const order = this.cursor.hyphenated();
      if (order && /^(asc|desc|granny-asc|granny-desc)$/.test(order.word)) {
        this.cursor.skip(order.length);
        list.push({ pattern, order: order.word, at });
      } else list.push({ pattern, at });
    } while (this.cursor.take(","));
    return list;
  }

  /** A column name with stars in it; `a*b` is three tokens. */
  private pattern(): string {
    let pattern = "";
    let end = -1;
    for (;;) {
      const token = this.cursor.peek();
      const fits = token.text === "*" || token.kind === "name" || token.kind === "long";
      if (!fits || (end >= 0 && token.at !== end)) break;
      this.cursor.next();
      pattern += token.text;
      end = token.end;
    }
    return pattern === "" ? this.expressions.name() : pattern;
  }

  private sortKeys(): readonly SortKey[] {
    const keys: SortKey[] = [];
    do {
      const value = this.expressions.expression();
      const ascending = this.cursor.takeWord("asc");
      const descending = !ascending;
      if (descending) this.cursor.takeWord("desc");
      let nullsFirst = !descending;
      if (this.cursor.takeWord("nulls")) {
        nullsFirst = this.cursor.takeWord("first");
        if (!nullsFirst) this.cursor.expectWord("last");
      }
      keys.push({ value, descending, nullsFirst });
    } while (this.cursor.take(","));
    return keys;
  }

  private join(op: "join" | "lookup", at: number): Operator {
    const options = parameters(this.cursor, ["kind", "withsource"]);
    const right = this.table();
    let on: readonly JoinCondition[] | null = null;
    if (this.cursor.takeWord("on")) {
      const conditions: JoinCondition[] = [];
      do conditions.push(...conditionsIn(this.expressions.expression()));
      while (this.cursor.take(","));
      on = conditions;
    }
    return { op, parameters: options, right, on, at };
  }

  private expansions(): { readonly columns: readonly Expansion[]; readonly limit: Node | null } {
    const columns: Expansion[] = [];
    do {
      const { names, value, at } = this.expressions.namedExpression();
      const [name] = names;
      const base = name === undefined ? { value, at } : { name, value, at };
      if (this.cursor.takeWord("to")) {
        this.cursor.expectWord("typeof");
        this.cursor.expect("(");
        columns.push({ ...base, to: parseType(this.cursor) });
        this.cursor.expect(")");
      } else columns.push(base);
    } while (this.cursor.take(","));
    return { columns, limit: this.cursor.takeWord("limit") ? this.expressions.expression() : null };
  }

  private mvExpand(at: number, old: boolean): Operator {
    const options = parameters(this.cursor, ["kind", "bagexpansion", "with_itemindex"]);
    return { op: "mv-expand", parameters: options, ...this.expansions(), old, at };
  }

  private mvApply(at: number): Operator {
    const options = parameters(this.cursor, ["with_itemindex"]);
    const parts = this.expansions();
    this.cursor.expectWord("on");
    this.cursor.expect("(");
    const sub = [this.operator(), ...this.pipeline()];
    this.cursor.expect(")");
    return { op: "mv-apply", parameters: options, ...parts, sub, at };
  }

  private partition(at: number): Operator {
    parameters(this.cursor, []);
    this.cursor.expectWord("by");
    const by = { kind: "name" as const, at: this.cursor.peek().at, name: this.expressions.name() };
    if (this.cursor.is("{"))
      throw new KqlRefusal("unsupported", "partition with a query in { } is not supported; write it in ( )", this.cursor.peek().at);
    this.cursor.expect("(");
    const sub = [this.operator(), ...this.pipeline()];
    this.cursor.expect(")");
    return { op: "partition", by, sub, at };
  }

  private summarize(at: number): Operator {
    parameters(this.cursor, []);
    const aggregates = this.cursor.isWord("by") ? [] : this.optionalNamed(() => atOperatorEnd(this.cursor));
    const by = this.cursor.takeWord("by") ? this.optionalNamed(() => atOperatorEnd(this.cursor)) : [];
    return { op: "summarize", aggregates, by, at };
  }

  private evaluate(at: number): Operator {
    parameters(this.cursor, []);
    const plugin = this.expressions.name();
    const args = this.expressions.args();
    if (!this.cursor.take(":")) return { op: "evaluate", plugin, args, schema: null, keepsRest: false, at };
    const keepsRest = this.cursor.is("*", 1);
    return { op: "evaluate", plugin, args, schema: parseSchema(this.cursor, keepsRest), keepsRest, at };
  }

  private top(at: number): Operator {
    const count = this.expressions.expression();
    this.cursor.expectWord("by");
    return { op: "top", count, keys: this.sortKeys(), at };
  }

  private sort(at: number): Operator {
    parameters(this.cursor, []);
    this.cursor.expectWord("by");
    return { op: "sort", keys: this.sortKeys(), at };
  }

  private render(at: number): Operator {
    const kind = this.cursor.hyphenated()?.word ?? "";
    const properties: Token[] = [];
    while (!atOperatorEnd(this.cursor) || this.cursor.is(")")) {
      if (this.cursor.is(")") && !this.openedByWith()) break;
      properties.push(this.cursor.next());
    }
    return { op: "render", chart: chartOf(kind, properties), at };
  }

  /** Whether the closing parenthesis at the cursor belongs to `with (…)` of this `render`. */
  private openedByWith(): boolean {
    for (let back = -1; ; back--) {
      const token = this.cursor.tokens[this.cursor.mark() + back];
      if (!token || token.text === "|" || token.text === ")") return false;
      if (token.text === "(") return this.cursor.tokens[this.cursor.mark() + back - 1]?.text.toLowerCase() === "with";
    }
  }

  private as(at: number): Operator {
    parameters(this.cursor, []);
    return { op: "as", name: this.expressions.name(), at };
  }

  private invoke(at: number): Operator {
    const call = this.expressions.expression();
    if (call.kind !== "call") throw new KqlRefusal("syntax", "invoke needs a function call", call.at);
    return { op: "invoke", call, at };
  }

  private distinct(at: number): Operator {
    parameters(this.cursor, []);
    return { op: "distinct", columns: this.expressions.namedList(), at };
  }

  private sampleDistinct(at: number): Operator {
    const count = this.expressions.expression();
    this.cursor.expectWord("of");
    return { op: "sample-distinct", count, of: this.expressions.namedExpression(), at };
  }

  private readonly readers: { readonly [word: string]: Reader } = {
    where: (at) => ({ op: "where", predicate: this.expressions.expression(), at }),
    filter: (at) => ({ op: "where", predicate: this.expressions.expression(), at }),
    extend: (at) => ({ op: "extend", columns: this.expressions.namedList(), at }),
    project: (at) => ({ op: "project", columns: this.optionalNamed(() => atOperatorEnd(this.cursor)), at }),
    "project-away": (at) => ({ op: "project-away", patterns: this.patterns(), at }),
    "project-keep": (at) => ({ op: "project-keep", patterns: this.patterns(), at }),
    "project-reorder": (at) => ({ op: "project-reorder", patterns: this.patterns(), at }),
    "project-rename": (at) => ({ op: "project-rename", columns: this.expressions.namedList(), at }),
    serialize: (at) => ({ op: "serialize", columns: this.optionalNamed(() => atOperatorEnd(this.cursor)), at }),
    distinct: (at) => this.distinct(at),
    summarize: (at) => this.summarize(at),
    count: (at) => (this.cursor.takeWord("as") ? { op: "count", as: this.expressions.name(), at } : { op: "count", at }),
    sort: (at) => this.sort(at),
    order: (at) => this.sort(at),
    top: (at) => this.top(at),
    take: (at) => ({ op: "take", count: this.expressions.expression(), at }),
    limit: (at) => ({ op: "take", count: this.expressions.expression(), at }),
    sample: (at) => ({ op: "sample", count: this.expressions.expression(), at }),
    "sample-distinct": (at) => this.sampleDistinct(at),
    "top-hitters": (at) => this.rare.topHitters(at),
    "top-nested": (at) => this.rare.topNested(at),
    join: (at) => this.join("join", at),
    lookup: (at) => this.join("lookup", at),
    union: (at) => ({
      op: "union",
      parameters: parameters(this.cursor, ["kind", "withsource", "with_source", "isfuzzy"]),
      tables: this.tables(),
      at,
    }),
    "mv-expand": (at) => this.mvExpand(at, false),
    mvexpand: (at) => this.mvExpand(at, true),
    "mv-apply": (at) => this.mvApply(at),
    mvapply: (at) => this.mvApply(at),
    parse: (at) => this.rare.parse("parse", at),
    "parse-where": (at) => this.rare.parse("parse-where", at),
    "parse-kv": (at) => this.rare.parseKv(at),
    evaluate: (at) => this.evaluate(at),
    "make-series": (at) => this.rare.makeSeries(at),
    search: (at) => ({ op: "search", parameters: parameters(this.cursor, ["kind"]), where: this.expressions.expression(), at }),
    invoke: (at) => this.invoke(at),
    as: (at) => this.as(at),
    render: (at) => this.render(at),
    getschema: (at) => ({ op: "getschema", at }),
    consume: (at) => ({ op: "consume", at }),
    scan: (at) => this.rare.scan(at),
    partition: (at) => this.partition(at),
  };
}

const UNSUPPORTED: ReadonlySet<string> = new Set([
  "make-graph",
  "graph-match",
  "graph-to-table",
  "graph-shortest-paths",
  "graph-mark-components",
  "fork",
  "facet",
  "reduce",
  "project-smart",
  "project-by-names",
  "execute-and-cache",
  "macro-expand",
  "assert-schema",
]);
