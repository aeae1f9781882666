import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { printCell } from "../value/compare.ts";
import { emptyOf, type KqlType } from "../value/type.ts";
import { bindRegex, bindText } from "./compare.ts";
import { type Bound, constant, type Evaluate, type Scope } from "./scope.ts";
import { logicTest } from "./tested.ts";

/** `* has "x"`: whether any column holds it. */
export function bindAnywhere(op: string, right: Node, at: number, scope: Scope): Bound {
  const needle = scope.binder.expression(right, scope);
  const columns = scope.columns.flatMap((column, index): readonly Bound[] => {
    if (!canHold(column.type, op, needle)) return [];
    scope.uses.columns.add(index);
    return [{ type: column.type, evaluate: (cells) => cells[index] ?? emptyOf(column.type) }];
  });
  if (op === "==" || op === "=~") {
    const wanted = (cells: Parameters<Evaluate>[0], frame: Parameters<Evaluate>[1]) =>
      printCell(needle.evaluate(cells, frame), needle.type);
    const cased = op === "==";
    const same = (a: string, b: string) => (cased ? a === b : a.toLowerCase() === b.toLowerCase());
    return {
      type: "bool",
      evaluate: (cells, frame) => {
        const text = wanted(cells, frame);
        return columns.some(({ type, evaluate }) => same(printCell(evaluate(cells, frame), type), text));
      },
    };
  }
  const tests = columns.map((column) =>
    op === "matches regex" ? bindRegex(column, needle, at) : bindText(op.replace(/^!/, ""), column, needle, at),
  );
  const negated = op.startsWith("!");
  return { type: "bool", evaluate: (cells, frame) => tests.some((test) => test(cells, frame) === true) !== negated };
}

/** Whether a column's printed values can hold the text at all: numbers and times have few letters, and printing them is dear. */
function canHold(type: KqlType, op: string, needle: Bound): boolean {
  const isText = type === "string" || type === "dynamic" || type === "guid";
  const value = needle.constant?.value;
  if (isText || op === "matches regex" || typeof value !== "string") return true;
  return type === "bool" ? /^[truefals]*$/i.test(value) : /^[-+:.\dtzeinfa]*$/i.test(value);
}

/** What a bare text in `search` means: a term, or with stars at its ends a part of one. */
function searchOperator(text: string): { readonly op: string; readonly needle: string } {
  const left = text.startsWith("*");
  const right = text.endsWith("*") && text.length > 1;
  const middle = text.slice(left ? 1 : 0, right ? -1 : undefined);
  if (text === "*" || text === "") return { op: "contains", needle: "" };
  if (middle.includes("*")) {
    const parts = middle.split("*").map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&"));
    return { op: "matches regex", needle: `(?is)${left ? "" : "\\b"}${parts.join(".*?")}${right ? "" : "\\b"}` };
  }
  return { op: left && right ? "contains" : left ? "hassuffix" : right ? "hasprefix" : "has", needle: middle };
}

/** The condition of `search`: texts are looked for in every column; comparisons are what they are in `where`. */
export function bindSearch(node: Node, scope: Scope, cased: boolean): Bound {
  if (node.kind === "binary" && (node.op === "and" || node.op === "or")) {
    const left = bindSearch(node.left, scope, cased);
    const right = bindSearch(node.right, scope, cased);
    const decides = node.op === "or";
    const evaluate: Evaluate = (cells, frame) => {
      const first = left.evaluate(cells, frame) === true;
      return first === decides ? decides : right.evaluate(cells, frame) === true;
    };
    return { type: "bool", evaluate, ...logicTest(node.op, left, right) };
  }
  if (node.kind === "call" && node.name === "not" && node.args[0]) {
    const inner = bindSearch(node.args[0].value, scope, cased);
    return { type: "bool", evaluate: (cells, frame) => inner.evaluate(cells, frame) !== true };
  }
  if (node.kind === "wildcard") return constant("bool", true);
  if (node.kind === "literal") return bindText_(printCell(node.value, node.type), node.at, scope, cased);
  if (node.kind === "column-has") return bindColumnHas(node, scope, cased);
  const bound = scope.binder.expression(node, scope);
  if (bound.type === "string" && bound.constant) return bindText_(printCell(bound.constant.value, "string"), node.at, scope, cased);
  if (bound.type !== "bool") throw new KqlRefusal("type-clash", "search needs texts and conditions", node.at);
  return bound;
}

function bindText_(text: string, at: number, scope: Scope, cased: boolean): Bound {
  const { op, needle } = searchOperator(text);
  const suffixed = cased && op !== "matches regex" ? `${op}_cs` : op;
  return bindAnywhere(
    suffixed,
    { kind: "literal", type: "string", value: cased ? needle.replace("(?is)", "(?s)") : needle, at },
    at,
    scope,
  );
}

/** `column:"text"`: the same on one column. */
export function bindColumnHas(node: Node & { readonly kind: "column-has" }, scope: Scope, cased = false): Bound {
  const value = scope.binder.expression(node.value, scope);
  if (!value.constant) throw new KqlRefusal("not-constant", "the text after : must be a constant", node.at);
  const { op, needle } = searchOperator(printCell(value.constant.value, value.type));
  const column = scope.binder.expression({ kind: "name", name: node.column, at: node.at }, scope);
  const text = constant("string", needle);
  const evaluate = op === "matches regex" ? bindRegex(column, text, node.at) : bindText(cased ? `${op}_cs` : op, column, text, node.at);
  return { type: "bool", evaluate };
}
