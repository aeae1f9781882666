import type { Expr } from "../ir/expr.ts";
import type { Having } from "../ir/plan.ts";
import type { RangeCompare } from "../ir/test.ts";
import type { YamlMap, YamlNode, YamlScalar } from "../yaml.ts";
import { parseCondition } from "./condition.ts";
import type { Reference } from "./reference.ts";
import { type Report, within } from "./report.ts";

export interface ConditionTerm {
  readonly compare: RangeCompare | "=" | "!=";
  readonly bound: number;
}

const COMPARES: { readonly [name: string]: ConditionTerm["compare"] } = { gt: ">", gte: ">=", lt: "<", lte: "<=", eq: "=", neq: "!=" };

export interface CountCondition {
  readonly terms: readonly ConditionTerm[];
  readonly fields: readonly string[];
  readonly percentile: number | undefined;
}

/** `{ field: User, gte: 10, lt: 100 }`: several comparisons are a range (specification, "Condition"). */
export function countCondition(node: YamlNode, type: string, report: Report): CountCondition {
  if (node.kind !== "map") {
    report.error("bad-condition", "the condition of a correlation is a map like { gte: 10 }", node.offset);
    return { terms: [], fields: [], percentile: undefined };
  }
  const terms: ConditionTerm[] = [];
  let fields: readonly string[] = [];
  let percentile: number | undefined;
  for (const { key, value } of node.entries) {
    const compare = Object.hasOwn(COMPARES, key.text) ? COMPARES[key.text] : undefined;
    if (compare) {
      const bound = numberIn(value);
      if (bound === undefined) report.error("bad-condition", `"${key.text}" needs a number`, value.offset);
      else terms.push({ compare, bound });
    } else if (key.text === "field") fields = fieldsIn(value, report);
    else if (key.text === "percentile") {
      percentile = numberIn(value);
      if (percentile === undefined || percentile <= 0 || percentile > 100) {
        report.error("bad-condition", "a percentile is a number above 0 and up to 100", value.offset);
      }
    } else report.error("bad-condition", `a condition has no member "${key.text}"`, key.offset);
  }
  checkCount({ terms, fields, percentile }, type, node, report);
  return { terms, fields, percentile };
}

function checkCount({ terms, fields, percentile }: CountCondition, type: string, node: YamlMap, report: Report): void {
  const looksAtValues = type.startsWith("value_");
  if (terms.length === 0)
    report.error("bad-condition", "the condition compares nothing: it needs gt, gte, lt, lte, eq or neq", node.offset);
  if (looksAtValues && fields.length === 0) report.error("missing-field", `${type} needs the field whose values it looks at`, node.offset);
  if (!looksAtValues && fields.length > 0) report.warning("unused-field", `${type} looks at no field`, node.offset);
  if (fields.length > 1 && type !== "value_count") report.error("bad-condition", `${type} looks at one field`, node.offset);
  if (type === "value_percentile" && percentile === undefined) {
    report.warning("default-percentile", "no percentile is given: it is taken to be the 95th", node.offset);
  }
  if (looksAtValues && type !== "value_count") return;
  if (!couldHold(terms))
    report.error(
      "impossible-condition",
      "no number of events satisfies this: a count is at least 1 where there is anything to count",
      node.offset,
    );
  else if (type === "event_count" && terms.every((term) => holdsOf(term, 1))) {
    report.warning("fires-at-once", "a single event satisfies this condition: the correlation fires at every event", node.offset);
  }
}

/** Whether some whole number from 1 satisfies all terms: those next to the bounds are the only ones to try. */
function couldHold(terms: readonly ConditionTerm[]): boolean {
  const candidates = terms.flatMap(({ bound }) => [Math.floor(bound) - 1, Math.floor(bound), Math.floor(bound) + 1, Math.floor(bound) + 2]);
  return [1, ...candidates].some((count) => count >= 1 && terms.every((term) => holdsOf(term, count)));
}

export function holdsOf({ compare, bound }: ConditionTerm, count: number): boolean {
  const difference = count - bound;
  const answers: { readonly [C in ConditionTerm["compare"]]: boolean } = {
    "<": difference < 0,
    "<=": difference <= 0,
    ">": difference > 0,
    ">=": difference >= 0,
    "=": difference === 0,
    "!=": difference !== 0,
  };
  return answers[compare];
}

function numberIn(node: YamlNode): number | undefined {
  const number = node.kind === "scalar" && /^[+-]?\d+(?:\.\d+)?$/.test(node.text) ? Number(node.text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function fieldsIn(node: YamlNode, report: Report): readonly string[] {
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === "scalar" && item.text !== "" && item.value !== null) return [item.text];
    report.error("bad-condition", "a field is named by a text", item.offset);
    return [];
  });
}

/** A condition over which rules fired, and every name in it where it first stands. */
export interface Extended {
  readonly having: Having;
  readonly names: readonly Reference[];
}

const OPERATORS = new Set(["and", "or", "not"]);

/** `rule_a and (rule_b or not rule_c)`, with the precedence of every Sigma condition. */
export function extendedCondition(node: YamlScalar, report: Report): Extended | undefined {
  const names = new Map<string, Reference>();
  for (const { 0: text, index } of node.text.matchAll(/[^\s()]+/g)) {
    if (!OPERATORS.has(text.toLowerCase()) && !names.has(text)) names.set(text, { text, offset: within(node, index) });
  }
  const stand = (path: string): Expr => ({ kind: "test", subject: { from: "anywhere" }, test: { op: "present" }, path });
  const parsed = parseCondition(node.text, new Map(Array.from(names.keys(), (name) => [name, stand(name)])));
  if ("code" in parsed) {
    report.error(parsed.code, parsed.message, within(node, parsed.at));
    return undefined;
  }
  const having = havingOf(parsed.expr);
  if (holdsOfNothing(having)) {
    report.error("impossible-condition", "this holds when nothing at all has happened: it needs a rule that fired", node.offset);
    return undefined;
  }
  return { having, names: [...names.values()] };
}

function havingOf(expr: Expr): Having {
  switch (expr.kind) {
    case "and":
    case "or":
      return { kind: expr.kind, args: expr.args.map(havingOf) };
    case "not":
      return { kind: "not", arg: havingOf(expr.arg) };
    case "known":
      return havingOf(expr.arg);
    case "test":
    case "compare":
      return { kind: "saw", branch: expr.path ?? "" };
    case "literal":
      return { kind: expr.truth === true ? "and" : "or", args: [] };
  }
}

function holdsOfNothing(having: Having): boolean {
  switch (having.kind) {
    case "saw":
    case "compare":
      return false;
    case "not":
      return !holdsOfNothing(having.arg);
    case "and":
      return having.args.every(holdsOfNothing);
    case "or":
      return having.args.some(holdsOfNothing);
  }
}
