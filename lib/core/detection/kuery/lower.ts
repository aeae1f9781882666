import { type Expr, TRUE } from "../ir/expr.ts";
import { type FieldNode, KueryFault, type KueryNode, type LiteralNode } from "./ast.ts";
import { dateRange } from "./date-range.ts";
import { fieldKind, TEXT_FIELDS } from "./field-kind.ts";
import { fieldTest, leaf, subjectOf, type Warn, wholeTest } from "./field-test.ts";

/**
 * A query as a predicate. Kibana turns it into Elasticsearch's two-valued `bool` query: a test on an absent field is false,
 * and its opposite true.
 */
export function lowerKuery(node: KueryNode, warn: Warn): Expr {
  switch (node.kind) {
    case "everything":
      return TRUE;
    case "and":
    case "or":
      return { kind: node.kind, args: node.args.map((arg) => lowerKuery(arg, warn)) };
    case "not":
      return { kind: "not", arg: lowerKuery(node.arg, warn) };
    case "nested":
      throw new KueryFault(
        "unsupported-nested",
        `${node.field.name}:{ … } asks for one object of a list that satisfies all of it; events keep lists of objects as lists of their members`,
        node.at,
      );
    case "range":
      return { kind: "known", arg: lowerRange(node) };
    case "is":
      return { kind: "known", arg: lowerIs(node.field, node.value, warn) };
  }
}

function lowerRange({ field, compare, value }: Extract<KueryNode, { kind: "range" }>): Expr {
  const { name } = fieldKind(field.name);
  const written = value.kind === "text" ? value.text.trim() : "";
  const bound = written === "" ? Number.NaN : Number(written);
  if (Number.isFinite(bound)) return leaf(subjectOf(name), { op: "range", compare, bound }, compare);
  const test = dateRange(name, compare, written);
  if (test) return test;
  throw new KueryFault(
    "unsupported-range",
    `${field.name} ${compare} … is compared with numbers and dates only: what is so long ago is the schedule's`,
    value.at,
  );
}

function lowerIs(field: FieldNode | undefined, value: LiteralNode, warn: Warn): Expr {
  const isAny = value.kind === "pattern" && value.pattern.every((part) => part.kind === "many");
  if (!field || field.name === "*") return isAny ? TRUE : anywhere(value, warn);
  const kind = fieldKind(field.name);
  if (isAny) return leaf(subjectOf(kind.name), { op: "present" }, ":");
  return fieldTest(kind, value, warn);
}

/** Any field: whole values of it, and the words of the fields that are texts. */
function anywhere(value: LiteralNode, warn: Warn): Expr {
  const texts = TEXT_FIELDS.map((name) => fieldTest(fieldKind(name), value, warn));
  return { kind: "or", args: [leaf({ from: "anywhere" }, wholeTest(value, false), ":"), ...texts] };
}
