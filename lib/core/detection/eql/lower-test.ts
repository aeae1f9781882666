import { type FieldRef, fieldRef } from "../../event/field.ts";
import { type Expr, FALSE, type Subject, TRUE } from "../ir/expr.ts";
import type { LikePart, LikePattern } from "../ir/like.ts";
import type { Test } from "../ir/test.ts";
import type { Value } from "../ir/value.ts";
import type { CallNode, Node } from "./ast.ts";
import { type LowerContext, lowerValue, memberDepth } from "./lower-value.ts";

/** What a test on an expression looks at: the field itself where it is one, so that the scan index can use the test. */
export function subjectOf(node: Node, context: LowerContext): Subject {
  const field = plainField(node, context);
  return field ? { from: "field", field } : { from: "computed", value: lowerValue(node, context) };
}

export function plainField(node: Node, context: LowerContext): FieldRef | undefined {
  if (node.kind !== "field" || node.index !== undefined || memberDepth(node.name, context) !== undefined) return undefined;
  return fieldRef("ecs", node.name);
}

export function testOn(subject: Subject, test: Test, path: string): Expr {
  return { kind: "test", subject, test, path };
}

/** A computed condition, asked whether it is true; null leaves it unknown. */
export function isTrue(value: Value, path: string): Expr {
  return testOn({ from: "computed", value }, { op: "equals", value: true, fold: false }, path);
}

export function anyOf(args: readonly Expr[]): Expr {
  return args.length === 1 && args[0] ? args[0] : { kind: "or", args };
}

export function not(arg: Expr): Expr {
  return { kind: "not", arg };
}

/** Whether there is a value; never unknown itself. */
export function isPresent(subject: Subject, path: string): Expr {
  return { kind: "known", arg: testOn(subject, { op: "present" }, path) };
}

/** Whether a condition is neither true nor false: then it is not known to be "it or its opposite". */
export function isUnknown(expr: Expr): Expr {
  return not({ kind: "known", arg: { kind: "or", args: [expr, not(expr)] } });
}

export function literalTruth(value: boolean): Expr {
  return value ? TRUE : FALSE;
}

/** `*` is any text; `?` is any character, though not in the older dialect. Nothing escapes either of them. */
export function wildcardPattern(text: string, hasSingle: boolean): LikePattern {
  const runs = text.match(hasSingle ? /[*?]|[^*?]+/g : /\*|[^*]+/g) ?? [];
  return runs.map(
    (run): LikePart => (run === "*" ? { kind: "many" } : run === "?" && hasSingle ? { kind: "one" } : { kind: "text", text: run }),
  );
}

/** Says that a star is only a star here, which some of Elastic's own rules overlook. */
export function warnOfPlainWildcard(node: Node, operator: string, { dialect, warn }: LowerContext): void {
  if (dialect.name === "endgame" || node.kind !== "literal" || typeof node.value !== "string" || !/^\*.|.\*$/.test(node.value)) return;
  warn("plain-wildcard", `"*" is a plain character behind "${operator}": write ":" or "like" to make it a wildcard`, node.at);
}

export function stringArguments({ args }: CallNode): readonly string[] | undefined {
  const texts = args.slice(1).flatMap((arg) => (arg.kind === "literal" && typeof arg.value === "string" ? [arg.value] : []));
  return texts.length === args.length - 1 && texts.length > 0 ? texts : undefined;
}
