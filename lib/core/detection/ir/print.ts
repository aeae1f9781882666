import { type AddressRange, formatAddress } from "../../event/address.ts";
import type { FieldRef } from "../../event/field.ts";
import type { Expr, Leaf, Subject } from "./expr.ts";
import type { LikePattern } from "./like.ts";
import type { Plan } from "./plan.ts";
import type { RegexFlags } from "./regex.ts";
import type { Test } from "./test.ts";
import { printValue } from "./value.ts";

/** A plan as indented text: the golden-test format and what the rule page shows. Equal texts are equal plans. */
export function print(plan: Plan): string {
  switch (plan.op) {
    case "scan":
      return `scan\n${printExpr(plan.where, 1)}`;
  }
}

/** A predicate as indented text, one leaf a line. Paths are left out: they do not change what is asked. */
export function printExpr(expr: Expr, depth = 0): string {
  const indent = "  ".repeat(depth);
  switch (expr.kind) {
    case "literal":
      return `${indent}${expr.truth === undefined ? "unknown" : expr.truth}\n`;
    case "test":
    case "compare":
      return `${indent}${printLeaf(expr)}\n`;
    case "and":
    case "or":
      return `${indent}${expr.kind}\n${expr.args.map((arg) => printExpr(arg, depth + 1)).join("")}`;
    case "not":
    case "known":
      return `${indent}${expr.kind}\n${printExpr(expr.arg, depth + 1)}`;
  }
}

/** Leaves are printed once: the matcher tells equal ones apart by their text, over and over. */
const printed = new WeakMap<Leaf, string>();

function printLeaf(leaf: Leaf): string {
  let text = printed.get(leaf);
  if (text === undefined) {
    text =
      leaf.kind === "test"
        ? `${printSubject(leaf.subject)} ${printTest(leaf.test)}`
        : `${printField(leaf.left)} ${leaf.compare}${leaf.fold ? "~" : ""} ${printField(leaf.right)}`;
    printed.set(leaf, text);
  }
  return text;
}

function printField(field: FieldRef): string {
  return `${field.view}:${/^[\w.@-]+$/.test(field.name) ? field.name : JSON.stringify(field.name)}`;
}

function printSubject(subject: Subject): string {
  switch (subject.from) {
    case "anywhere":
      return "anywhere";
    case "field":
      return printField(subject.field);
    case "computed":
      return printValue(subject.value);
  }
}

/** `~` after an operator: case is ignored. */
export function printTest(test: Test): string {
  switch (test.op) {
    case "equals":
      return `equals${test.fold ? "~" : ""} ${JSON.stringify(test.value)}`;
    case "contains":
    case "prefix":
    case "suffix":
      return `${test.op}${test.fold ? "~" : ""} ${JSON.stringify(test.needle)}`;
    case "like":
      return `like${test.fold ? "~" : ""} ${printPattern(test.pattern)}`;
    case "regex":
      return `regex ${JSON.stringify(test.regex.pattern)}${printFlags(test.regex.flags)}`;
    case "cidr":
      return `cidr ${printBlock(test.block)}`;
    case "range":
      return `${test.compare} ${test.bound}`;
    case "part":
      return `${test.part} ${test.compare} ${test.bound}`;
    case "present":
      return "present";
  }
}

function printPattern(pattern: LikePattern): string {
  return pattern.map((part) => (part.kind === "text" ? JSON.stringify(part.text) : part.kind)).join(" ");
}

function printFlags(flags: RegexFlags): string {
  const letters = `${flags.ignoreCase ? "i" : ""}${flags.multiLine ? "m" : ""}${flags.dotAll ? "s" : ""}`;
  return letters === "" ? "" : ` ${letters}`;
}

function printBlock(block: AddressRange): string {
  return block.family === 4
    ? `${formatAddress({ family: 4, value: block.first })}-${formatAddress({ family: 4, value: block.last })}`
    : `${formatAddress({ family: 6, value: block.first })}-${formatAddress({ family: 6, value: block.last })}`;
}
