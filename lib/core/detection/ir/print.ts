import { type AddressRange, formatAddress } from "../../event/address.ts";
import type { FieldRef } from "../../event/field.ts";
import type { Expr, Leaf, Subject } from "./expr.ts";
import type { LikePattern } from "./like.ts";
import type { Aggregate, Branch, Column, Having, Micros, Plan, Step } from "./plan.ts";
import type { RegexFlags } from "./regex.ts";
import type { Test } from "./test.ts";
import { printValue } from "./value.ts";

/** A plan as indented text: the golden-test format and what the rule page shows. Equal texts are equal plans. */
export function print(plan: Plan, depth = 0): string {
  const indent = "  ".repeat(depth);
  switch (plan.op) {
    case "scan":
      return `${indent}scan\n${printExpr(plan.where, depth + 1)}`;
    case "union":
      return `${indent}union\n${plan.branches.map((branch) => printBranch("branch", branch, depth + 1)).join("")}`;
    case "window": {
      const aggregates = plan.aggregates.map((aggregate) => `${indent}  ${printAggregate(aggregate)}\n`).join("");
      const head = `${indent}window within ${printMicros(plan.within)}${printBy(plan.by)}\n`;
      return `${head}${aggregates}${indent}  having ${printHaving(plan.having)}\n${print(plan.input, depth + 1)}`;
    }
    case "sequence": {
      const steps = plan.steps.map((step) => printBranch(stepWord(step), step, depth + 1)).join("");
      const until = plan.until ? printBranch("until", plan.until, depth + 1) : "";
      return `${indent}sequence within ${printMicros(plan.within)}${printBy(plan.by)}, ties ${plan.ties}\n${steps}${until}`;
    }
    case "novel":
      return `${indent}novel within ${printMicros(plan.history)}${printBy(plan.by)}\n${print(plan.input, depth + 1)}`;
    case "sample": {
      const branches = plan.branches.map((branch) => printBranch("branch", branch, depth + 1)).join("");
      const until = plan.until ? printBranch("until", plan.until, depth + 1) : "";
      return `${indent}sample${plan.once ? " once" : ""}${printBy(plan.by)}\n${branches}${until}`;
    }
    case "query": {
      const lines = plan.text.split(/\r\n|\r|\n/).map((line) => `${indent}  ${line}\n`);
      return `${indent}query over ${plan.tables.join(", ") || "no table"}\n${lines.join("")}`;
    }
  }
}

function stepWord(step: Step): string {
  return step.absent ? "absent" : "step";
}

function printBranch(word: string, { name, columns, input }: Branch, depth: number): string {
  const indent = "  ".repeat(depth);
  const fields = columns.map((column) => `${indent}  ${printColumn(column)}\n`).join("");
  return `${indent}${word} ${JSON.stringify(name)}\n${fields}${print(input, depth + 1)}`;
}

function printColumn({ name, field, computed, fold, optional }: Column): string {
  return `${JSON.stringify(name)} = ${computed ? printValue(computed) : printField(field)}${fold ? "~" : ""}${optional ? "?" : ""}`;
}

function printBy(by: readonly string[]): string {
  return by.length > 0 ? ` by ${by.map((name) => JSON.stringify(name)).join(", ")}` : "";
}

function printAggregate(aggregate: Aggregate): string {
  const name = JSON.stringify(aggregate.name);
  switch (aggregate.fn) {
    case "count":
    case "branches":
      return `${name} = ${aggregate.fn}`;
    case "distinct":
      return `${name} = distinct ${aggregate.columns.map((column) => JSON.stringify(column)).join(", ")}`;
    case "sum":
    case "avg":
      return `${name} = ${aggregate.fn} ${JSON.stringify(aggregate.column)}`;
    case "percentile":
      return `${name} = percentile ${aggregate.percentile} ${JSON.stringify(aggregate.column)}`;
  }
}

function printHaving(having: Having): string {
  switch (having.kind) {
    case "compare":
      return `${JSON.stringify(having.aggregate)} ${having.compare} ${having.bound}`;
    case "saw":
      return `saw ${JSON.stringify(having.branch)}`;
    case "not":
      return `not ${printHaving(having.arg)}`;
    case "and":
    case "or":
      return `(${having.args.map(printHaving).join(` ${having.kind} `)})`;
  }
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000_000],
  ["h", 3_600_000_000],
  ["m", 60_000_000],
  ["s", 1_000_000],
];

/** A span as people write it: `5m`, `14d`. */
export function printMicros(micros: Micros): string {
  if (!Number.isFinite(micros)) return "any time";
  const [unit, size] = UNITS.find(([, one]) => micros % one === 0 && micros >= one) ?? ["us", 1];
  return `${micros / size}${unit}`;
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
