import type { Row } from "../../event/event.ts";
import type { Reason } from "../finding.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf } from "../ir/expr.ts";
import type { CompiledRule } from "../rule.ts";
import { evaluate, subjectTexts } from "./evaluate.ts";
import { members } from "./scalar.ts";
import { excerpt, spansOf } from "./spans.ts";
import { textTest } from "./text-test.ts";
import { leafWords, subjectWords, testWords } from "./words.ts";

/** Reasons beyond this help nobody. */
const MOST = 50;

/**
 * Why a rule fired on a row, or why not. Fired: the tests that held, without those of the log source unless there are no
 * others. Not fired: the first test that failed, and of alternatives all of them. Refused rules have no reasons, nor have
 * rules over several events: ask the rules they are made of.
 */
export function explain(rule: CompiledRule, row: Row): readonly Reason[] {
  if (rule.plan?.op !== "scan") return [];
  const { where } = rule.plan;
  if (evaluate(where, row) !== true) return whyNot(where, row).slice(0, MOST);
  const reasons = why(where, row);
  const detection = reasons.filter((reason) => reason.path !== "logsource");
  if (detection.length > 0) return detection.slice(0, MOST);
  const negated = whyNegations(where, row).slice(0, MOST);
  return negated.length > 0 ? negated : reasons.slice(0, MOST);
}

/** The tests that make a true predicate true. */
function why(expr: Expr, row: Row): readonly Reason[] {
  switch (expr.kind) {
    case "literal":
    case "not":
      return [];
    case "test":
    case "compare":
      return [reasonOf(expr, row, true)];
    case "known":
      return why(expr.arg, row);
    case "and":
      return expr.args.flatMap((arg) => why(arg, row));
    case "or":
      return expr.args.filter((arg) => evaluate(arg, row) === true).flatMap((arg) => why(arg, row));
  }
}

/** For a rule that fires because something is not there: what is not. */
function whyNegations(expr: Expr, row: Row): readonly Reason[] {
  switch (expr.kind) {
    case "literal":
    case "test":
    case "compare":
      return [];
    case "known":
      return whyNegations(expr.arg, row);
    case "and":
    case "or":
      return expr.args.filter((arg) => evaluate(arg, row) === true).flatMap((arg) => whyNegations(arg, row));
    case "not":
      return whyNot(expr.arg, row).map((reason) => turned(reason, true));
  }
}

/** The first test that keeps a predicate from being true; of alternatives, one for each. */
function whyNot(expr: Expr, row: Row): readonly Reason[] {
  switch (expr.kind) {
    case "literal":
      return [];
    case "test":
    case "compare":
      return [reasonOf(expr, row, false)];
    case "known":
      return whyNot(expr.arg, row);
    case "and": {
      const failed = expr.args.find((arg) => evaluate(arg, row) !== true);
      return failed ? whyNot(failed, row) : [];
    }
    case "or":
      return whyNone(expr.args, row);
    case "not":
      return why(expr.arg, row).map((reason) => turned(reason, false));
  }
}

/** Alternatives about one field become one reason that lists them. */
function whyNone(args: readonly Expr[], row: Row): readonly Reason[] {
  const reasons: Reason[] = [];
  const groups = new Map<string, Extract<Leaf, { kind: "test" }>[]>();
  for (const arg of args) {
    const leaf = arg.kind === "known" ? arg.arg : arg;
    if (leaf.kind !== "test") {
      if (reasons.length < MOST) reasons.push(...whyNot(arg, row));
      continue;
    }
    const key = `${leaf.path}\n${subjectWords(leaf.subject)}`;
    groups.set(key, [...(groups.get(key) ?? []), leaf]);
  }
  for (const leaves of groups.values()) {
    const [first] = leaves;
    if (first) reasons.push({ ...reasonOf(first, row, false), test: testWords(leaves.map((leaf) => leaf.test)) });
  }
  return reasons;
}

function turned(reason: Reason, held: boolean): Reason {
  const test = reason.test === "is present" ? "is absent" : `not: ${reason.test}`;
  return { ...reason, test, held };
}

function reasonOf(leaf: Leaf, row: Row, held: boolean): Reason {
  const head = { path: leaf.path ?? "", test: leafWords(leaf), held };
  if (leaf.kind === "compare") return { ...head, field: leaf.left.name, ...shownValue(members(row.get(leaf.left)).map(String)), spans: [] };
  const field = subjectWords(leaf.subject);
  const texts = subjectTexts(leaf.subject, row);
  if (!held) return { ...head, field, ...(leaf.subject.from === "anywhere" ? {} : shownValue(texts)), spans: [] };
  const test = textTest(leaf.test);
  const text = texts.find((candidate) => test(candidate, foldCase(candidate)));
  return text === undefined ? { ...head, field, spans: [] } : { ...head, field, ...excerpt(text, spansOf(leaf.test, text)) };
}

function shownValue(texts: readonly string[]): { readonly value?: string } {
  return texts.length === 0 ? {} : { value: excerpt(texts.join(", "), []).value };
}
