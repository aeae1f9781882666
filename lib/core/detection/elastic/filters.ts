import { z } from "zod";
import { type Expr, TRUE } from "../ir/expr.ts";
import type { RangeCompare } from "../ir/test.ts";
import { KueryFault, type LiteralNode } from "../kuery/ast.ts";
import { dateRange } from "../kuery/date-range.ts";
import { fieldKind } from "../kuery/field-kind.ts";
import { fieldTest, leaf, subjectOf } from "../kuery/field-test.ts";
import { literalOf, wildcardOf } from "./literal.ts";
import type { MemberPath } from "./locate.ts";

/** A filter that cannot be part of a rule here, and where in it the reason stands. */
export class FilterFault extends Error {
  constructor(
    message: string,
    readonly path: MemberPath,
  ) {
    super(message);
  }
}

/** Deepest nesting of `bool`; Kibana's editor makes three. */
const DEPTH = 30;

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Members = z.record(z.string(), z.unknown());
const Meta = z.object({ negate: z.boolean().nullish(), disabled: z.boolean().nullish() });
const BARE = ["exists", "range", "match_all", "bool", "match", "match_phrase", "term", "terms", "wildcard", "prefix"] as const;

/**
 * A filter of a rule as a predicate: Elasticsearch's query DSL as far as Kibana's filter editor writes it. Throws FilterFault
 * where it goes further.
 */
export function filterOf(filter: unknown, path: MemberPath): Expr {
  const members = Members.safeParse(filter).data;
  if (!members) throw new FilterFault("a filter is an object", path);
  const meta = Meta.safeParse(members.meta ?? {}).data;
  if (meta?.disabled === true) return TRUE;
  // Older exports have the query's own member beside `meta`.
  const bare = BARE.filter((name) => Object.hasOwn(members, name));
  const query = Object.hasOwn(members, "query") ? queryOf(members.query, [...path, "query"], 0) : undefined;
  if (!query && bare.length === 0) throw new FilterFault("this filter has no query: it may be one of a map or of a saved search", path);
  const expr = query ?? queryOf(Object.fromEntries(bare.map((name) => [name, members[name]])), path, 0);
  return meta?.negate === true ? { kind: "not", arg: expr } : expr;
}

function queryOf(query: unknown, path: MemberPath, depth: number): Expr {
  const members = Members.safeParse(query).data;
  const [name, ...others] = Object.keys(members ?? {});
  if (!members || name === undefined || others.length > 0 || depth > DEPTH) {
    throw new FilterFault("a query of a filter has one member that says what is asked", path);
  }
  const within = [...path, name];
  const asked = members[name];
  switch (name) {
    case "match_all":
      return TRUE;
    case "bool":
      return boolOf(asked, within, depth);
    case "exists":
      return known(leaf(subjectOf(fieldKind(textOf(asked, "field", within)).name), { op: "present" }, "filters"));
    case "match_phrase":
    case "match":
    case "term":
      return oneOf(asked, within, ["query", "value"], (value) => literalOf(value));
    case "terms":
      return termsOf(asked, within);
    case "prefix":
      return oneOf(asked, within, ["value"], (value) => wildcardOf(`${String(value).replace(/[\\*?]/g, "\\$&")}*`));
    case "wildcard":
      return oneOf(asked, within, ["value", "wildcard"], (value) => wildcardOf(String(value)));
    case "range":
      return rangeOf(asked, within);
    default:
      throw new FilterFault(
        `filters with "${name}" are not supported: phrases, terms, exists, range, wildcard, prefix and bool are`,
        within,
      );
  }
}

function boolOf(asked: unknown, path: MemberPath, depth: number): Expr {
  const members = Members.safeParse(asked).data ?? {};
  const clauses = (name: string): readonly Expr[] => {
    const value = members[name];
    if (value === undefined) return [];
    const within = [...path, name];
    return Array.isArray(value) ? value.map((item, at) => queryOf(item, [...within, at], depth + 1)) : [queryOf(value, within, depth + 1)];
  };
  const must = [...clauses("must"), ...clauses("filter")];
  const should = clauses("should");
  const least = members.minimum_should_match ?? (must.length === 0 && should.length > 0 ? 1 : 0);
  if (least !== 0 && least !== 1 && least !== "0" && least !== "1")
    throw new FilterFault("minimum_should_match can be 0 or 1", [...path, "minimum_should_match"]);
  const any: readonly Expr[] = should.length > 0 && Number(least) === 1 ? [{ kind: "or", args: should }] : [];
  return { kind: "and", args: [...must, ...any, ...clauses("must_not").map((arg): Expr => ({ kind: "not", arg }))] };
}

/** `{ field: value }` or `{ field: { value } }`; `case_insensitive` where it is written. */
function oneOf(
  asked: unknown,
  path: MemberPath,
  names: readonly string[],
  literal: (value: string | number | boolean) => LiteralNode,
): Expr {
  const [field, written, within] = onlyField(asked, path);
  const inner = Members.safeParse(written).data;
  const name = names.find((candidate) => inner && Object.hasOwn(inner, candidate));
  const value = Scalar.safeParse(inner ? inner[name ?? ""] : written).data;
  if (value === undefined) throw new FilterFault(`the value of "${field}" is no text, number or truth value`, within);
  return asks(field, literal(value), inner?.case_insensitive === true, within);
}

function termsOf(asked: unknown, path: MemberPath): Expr {
  const { boost: _, ...rest } = Members.safeParse(asked).data ?? {};
  const [field, written, within] = onlyField(rest, path);
  const values = z.array(Scalar).max(65_536).safeParse(written).data;
  if (!values)
    throw new FilterFault(`the values of "${field}" are no list of texts and numbers; a lookup in another index is not supported`, within);
  return { kind: "or", args: values.map((value) => asks(field, literalOf(value), false, within)) };
}

const COMPARES: { readonly [name: string]: RangeCompare } = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

function rangeOf(asked: unknown, path: MemberPath): Expr {
  const [field, written, within] = onlyField(asked, path);
  const bounds = Object.entries(Members.safeParse(written).data ?? {}).flatMap(([name, value]): readonly Expr[] => {
    const compare = Object.hasOwn(COMPARES, name) ? COMPARES[name] : undefined;
    if (!compare || value === null) return [];
    const bound = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    const date = typeof value === "string" ? dateRange(fieldKind(field).name, compare, value.trim()) : undefined;
    if (date) return [known(date)];
    if (!Number.isFinite(bound))
      throw new FilterFault(`"${field}" is compared with numbers and dates only: what is so long ago is the schedule's`, [...within, name]);
    return [known(leaf(subjectOf(fieldKind(field).name), { op: "range", compare, bound }, "filters"))];
  });
  if (bounds.length === 0) throw new FilterFault(`the range of "${field}" has no bound`, within);
  return { kind: "and", args: bounds };
}

function onlyField(asked: unknown, path: MemberPath): readonly [field: string, value: unknown, path: MemberPath] {
  const entries = Object.entries(Members.safeParse(asked).data ?? {});
  const [field, value] = entries[0] ?? [];
  if (field === undefined || entries.length > 1) throw new FilterFault("a filter asks one field", path);
  return [field, value, [...path, field]];
}

function asks(field: string, value: LiteralNode, fold: boolean, path: MemberPath): Expr {
  const kind = fieldKind(field);
  try {
    return known(fieldTest(fold && kind.kind === "keyword" ? { ...kind, kind: "caseless" } : kind, value, () => {}));
  } catch (error) {
    if (error instanceof KueryFault) throw new FilterFault(error.message, path);
    throw error;
  }
}

function textOf(asked: unknown, name: string, path: MemberPath): string {
  const value = Members.safeParse(asked).data?.[name];
  if (typeof value !== "string") throw new FilterFault(`"${name}" is missing`, path);
  return value;
}

function known(arg: Expr): Expr {
  return { kind: "known", arg };
}
