import { parseCidr } from "../../event/address.ts";
import type { Expr } from "../ir/expr.ts";
import { patternTest } from "../ir/pattern-test.ts";
import type { Test } from "../ir/test.ts";
import type { CallNode } from "./ast.ts";
import { anyOf, isTrue, not, stringArguments, subjectOf, testOn, wildcardPattern } from "./lower-test.ts";
import { type LowerContext, lowerValue } from "./lower-value.ts";
import { specialNamed } from "./names.ts";
import { pythonRegex } from "./regex.ts";
import { EqlFault } from "./token.ts";

const NEEDLES: { readonly [name: string]: "prefix" | "suffix" | "contains" } = {
  startswith: "prefix",
  endswith: "suffix",
  stringcontains: "contains",
};

/** A function that is a condition. With constant texts it becomes plain tests, otherwise a computed value. */
export function lowerCondition(node: CallNode, context: LowerContext): Expr {
  const name = node.name.toLowerCase();
  const texts = stringArguments(node);
  const [source] = node.args;
  const fold = node.fold || context.dialect.fold;
  const special = specialNamed(name);
  const isMatch = special === "match" || special === "matchLite";
  const testFor = texts && (isMatch ? regexTest(node, fold) : plainTest(name, fold, node, context));
  if (!texts || !source || !testFor) return isTrue(lowerValue(node, context), node.name);
  const subject = subjectOf(source, context);
  const found = (text: string): Expr => testOn(subject, testFor(text), node.name);
  // As the reference has it, nothing has the empty text in it; nor is that true of an absent field's opposite.
  return anyOf(texts.map((text) => (text === "" && name === "stringcontains" ? not(found(text)) : found(text))));
}

function plainTest(name: string, fold: boolean, node: CallNode, { dialect }: LowerContext): ((text: string) => Test) | undefined {
  const op = Object.hasOwn(NEEDLES, name) ? NEEDLES[name] : undefined;
  if (op) return (needle) => ({ op, needle, fold });
  if (name === "wildcard") return (text) => patternTest(wildcardPattern(text, dialect.name === "elasticsearch"), fold);
  if (name !== "cidrmatch") return undefined;
  return (text) => {
    const block = parseCidr(text);
    if (typeof block === "string") throw new EqlFault("bad-cidr", `"${text}" is no address block: write 10.0.0.0/8 or fe80::/10`, node.at);
    return { op: "cidr", block, text };
  };
}

function regexTest(node: CallNode, fold: boolean): (text: string) => Test {
  return (text) => {
    const regex = pythonRegex(text, fold);
    if ("code" in regex) throw new EqlFault(regex.code, regex.message, node.at);
    return { op: "regex", regex };
  };
}
