import { parseAddress, parseCidr } from "../../event/address.ts";
import { type FieldRef, fieldRef } from "../../event/field.ts";
import { type Expr, FALSE, type Subject } from "../ir/expr.ts";
import { patternTest } from "../ir/pattern-test.ts";
import type { Test } from "../ir/test.ts";
import { type Analyser, anyWordTest, phraseTest, wordPatternTest, wordsOf } from "./analyse.ts";
import { KueryFault, type LiteralNode } from "./ast.ts";
import type { FieldKind } from "./field-kind.ts";

/** Says what is allowed but hardly meant. */
export type Warn = (code: string, message: string, at: number) => void;

/** Whether a field has a value, as Elasticsearch asks it: whole, by its words, or as an address, by how it is mapped. */
export function fieldTest(kind: FieldKind, value: LiteralNode, warn: Warn): Expr {
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

function textTest(field: FieldRef, analyser: Analyser, value: LiteralNode, warn: Warn): Expr {
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

/** Whether a value, taken whole, is the one written. */
export function wholeTest(value: LiteralNode, fold: boolean): Test {
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

export function subjectOf(name: string): Subject {
  return { from: "field", field: refOf(name) };
}

export function leaf(subject: Subject, test: Test, path: string): Expr {
  return { kind: "test", subject, test, path };
}
