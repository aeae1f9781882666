import { parseAddress, parseCidr } from "../../event/address.ts";
import { type FieldRef, fieldRef } from "../../event/field.ts";
import { type Expr, FALSE, type Subject, TRUE } from "../ir/expr.ts";
import { patternTest } from "../ir/pattern-test.ts";
import type { Test } from "../ir/test.ts";
import { anyWordTest, phraseTest, wordPatternTest, wordsOf } from "./analyse.ts";
import { type FieldNode, KueryFault, type KueryNode, type LiteralNode } from "./ast.ts";
import { type FieldKind, fieldKind, TEXT_FIELDS } from "./field-kind.ts";

/** Says what is allowed but hardly meant. */
export type Warn = (code: string, message: string, at: number) => void;

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
  const bound = value.kind === "text" && value.text.trim() !== "" ? Number(value.text) : Number.NaN;
  if (!Number.isFinite(bound)) {
    throw new KueryFault(
      "unsupported-range",
      `${field.name} ${compare} … is compared with numbers only: dates are the schedule's`,
      value.at,
    );
  }
  return leaf(subjectOf(fieldKind(field.name).name), { op: "range", compare, bound }, compare);
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

function fieldTest(kind: FieldKind, value: LiteralNode, warn: Warn): Expr {
  const subject = subjectOf(kind.name);
  switch (kind.kind) {
    case "text":
      return textTest(refOf(kind.name), kind.analyser, value, warn);
    case "ip":
      return leaf(subject, addressTest(value) ?? wholeTest(value, false), ":");
    case "number":
      return leaf(subject, numberTest(value) ?? wholeTest(value, false), ":");
    case "keyword":
    case "caseless":
      return leaf(subject, wholeTest(value, kind.kind === "caseless"), ":");
  }
}

function textTest(field: FieldRef, analyser: "standard" | "powershell", value: LiteralNode, warn: Warn): Expr {
  switch (value.kind) {
    case "pattern":
      return sayNever(wordPatternTest(field, value.pattern, analyser, value.at), value, warn);
    case "truth":
      return anyWordTest(field, String(value.value), analyser, value.at);
    case "text": {
      if (wordsOf(value.text, analyser).length === 0) return sayNever(FALSE, value, warn);
      return value.isQuoted ? phraseTest(field, value.text, analyser, value.at) : anyWordTest(field, value.text, analyser, value.at);
    }
  }
}

function sayNever(expr: Expr, { at }: LiteralNode, warn: Warn): Expr {
  const never = expr.kind === "literal" || (expr.kind === "or" && expr.args.every((arg) => arg.kind === "literal"));
  if (never)
    warn("never-matches", "this field is searched by its words, and nothing in this value is part of a word: it matches nothing", at);
  return expr;
}

function wholeTest(value: LiteralNode, fold: boolean): Test {
  switch (value.kind) {
    case "pattern":
      return patternTest(value.pattern, fold);
    case "truth":
      return { op: "equals", value: value.value, fold };
    case "text":
      return { op: "equals", value: value.text, fold };
  }
}

function numberTest(value: LiteralNode): Test | undefined {
  const number = value.kind === "text" && /^-?\d+(?:\.\d+)?$/.test(value.text) ? Number(value.text) : undefined;
  return number === undefined ? undefined : { op: "equals", value: number, fold: false };
}

/** Addresses are equal in any spelling, and a block stands for its addresses. */
function addressTest(value: LiteralNode): Test | undefined {
  if (value.kind !== "text") return undefined;
  const address = parseAddress(value.text);
  const written = address ? `${value.text}/${address.family === 4 ? 32 : 128}` : value.text;
  const block = written.includes("/") ? parseCidr(written) : "";
  if (typeof block === "string") {
    if (value.text.includes("/"))
      throw new KueryFault("bad-cidr", `"${value.text}" is no address block: write 10.0.0.0/8 or fe80::/10`, value.at);
    return undefined;
  }
  return { op: "cidr", block, text: value.text };
}

const refOf = (name: string): FieldRef => fieldRef("ecs", name);

function subjectOf(name: string): Subject {
  return { from: "field", field: refOf(name) };
}

function leaf(subject: Subject, test: Test, path: string): Expr {
  return { kind: "test", subject, test, path };
}
