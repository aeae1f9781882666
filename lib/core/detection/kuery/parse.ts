import type { LikePart } from "../ir/like.ts";
import type { RangeCompare } from "../ir/test.ts";
import { type FieldNode, KueryFault, type KueryNode, type LiteralNode } from "./ast.ts";
import { KueryScanner, STAR, type Written } from "./scan.ts";

export interface ParsedKuery {
  readonly query: KueryNode;
  /** Where an escape inside quotes made a tab or a line break. */
  readonly controls: readonly number[];
}

const RANGES: readonly RangeCompare[] = ["<=", ">=", "<", ">"];
/** Beyond this a query is generated, and the index would only drown in it. */
const MOST_VALUES = 50_000;

/**
 * Reads a query of Kibana's language (Kibana, "KQL" in the documentation; the grammar is that of `@kbn/es-query`). `not` binds
 * closer than `and`, `and` closer than `or`. An empty text is every event. Throws KueryFault.
 */
export function parseKuery(text: string): ParsedKuery {
  const scanner = new KueryScanner(text);
  if (scanner.atEnd()) return { query: { kind: "everything", at: 0 }, controls: [] };
  const parser = new Parser(scanner);
  const query = parser.either(() => parser.expression());
  if (!scanner.atEnd()) throw scanner.unexpected('"and", "or" or the end');
  return { query, controls: scanner.controls };
}

class Parser {
  private values = 0;

  constructor(private readonly scanner: KueryScanner) {}

  either(operand: () => KueryNode): KueryNode {
    return this.joined("or", () => this.joined("and", () => this.negated(operand)));
  }

  private joined(kind: "and" | "or", operand: () => KueryNode): KueryNode {
    const first = operand();
    const args = [first];
    while (this.scanner.takesWord(kind)) args.push(operand());
    return args.length === 1 ? first : { kind, at: first.at, args };
  }

  private negated(operand: () => KueryNode): KueryNode {
    const at = this.scanner.position;
    if (!this.scanner.takesWord("not")) return operand();
    return this.scanner.nested(() => ({ kind: "not", at, arg: this.negated(operand) }));
  }

  expression(): KueryNode {
    const { scanner } = this;
    if (scanner.isNext("(")) return this.bracketed(() => this.expression());
    const written = this.literal("a field or a value");
    const compare = RANGES.find((sign) => scanner.takes(sign));
    if (compare) return { kind: "range", at: written.at, field: fieldOf(written), compare, value: literalOf(this.literal("a value")) };
    if (!scanner.takes(":")) return { kind: "is", at: written.at, field: undefined, value: literalOf(written) };
    const field = fieldOf(written);
    if (scanner.isNext("{")) return this.nestedQuery(field);
    return this.valuesOf(field);
  }

  private nestedQuery(field: FieldNode): KueryNode {
    this.scanner.takes("{");
    const query = this.scanner.nested(() => this.either(() => this.expression()));
    if (!this.scanner.takes("}")) throw this.scanner.unexpected('"}"');
    return { kind: "nested", at: field.at, field, query };
  }

  /** One value, or a group of them: `field:(a or not b)`. */
  private valuesOf(field: FieldNode): KueryNode {
    if (this.scanner.isNext("(")) return this.bracketed(() => this.valuesOf(field));
    const value = literalOf(this.literal("a value"));
    return { kind: "is", at: value.at, field, value };
  }

  private bracketed(operand: () => KueryNode): KueryNode {
    this.scanner.takes("(");
    const inner = this.scanner.nested(() => this.either(operand));
    if (!this.scanner.takes(")")) throw this.scanner.unexpected('")", "and" or "or"');
    return inner;
  }

  private literal(wanted: string): Written {
    const written = this.scanner.literal();
    if (!written) throw this.scanner.unexpected(wanted);
    if (++this.values > MOST_VALUES) throw new KueryFault("query-too-long", `the query has more than ${MOST_VALUES} values`, written.at);
    return written;
  }
}

function fieldOf({ at, parts, isQuoted }: Written): FieldNode {
  const name = parts.map((part) => (part === STAR ? "*" : part)).join("");
  return { at, name, isPattern: !isQuoted && parts.includes(STAR) };
}

function literalOf({ at, parts, isQuoted }: Written): LiteralNode {
  if (parts.includes(STAR)) {
    return {
      kind: "pattern",
      at,
      pattern: parts.map((part): LikePart => (part === STAR ? { kind: "many" } : { kind: "text", text: String(part) })),
    };
  }
  const text = parts.map(String).join("");
  if (isQuoted) return { kind: "text", at, text, isQuoted };
  if (text === "true" || text === "false") return { kind: "truth", at, value: text === "true" };
  if (text === "null") throw new KueryFault("bad-null", "null is no value here: write not field:* for a field that is absent", at);
  return { kind: "text", at, text, isQuoted };
}
