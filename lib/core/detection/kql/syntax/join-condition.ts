import type { JoinCondition, Node } from "./ast.ts";
import { KqlRefusal } from "./refusal.ts";

/** The pairs of columns behind `on`: a name both sides have, or `$left.a == $right.b`. */
export function conditionsIn(node: Node): readonly JoinCondition[] {
  const { at } = node;
  if (node.kind === "name") return [{ left: node.name, right: node.name, at }];
  if (node.kind === "binary" && node.op === "and") return [...conditionsIn(node.left), ...conditionsIn(node.right)];
  if (node.kind === "binary" && node.op === "==") {
    const sides = [sideOf(node.left), sideOf(node.right)];
    const left = sides.find((side) => side?.side === "$left");
    const right = sides.find((side) => side?.side === "$right");
    if (left && right) return [{ left: left.column, right: right.column, at }];
  }
  throw new KqlRefusal("syntax", "a join condition is a column name or $left.a == $right.b", at);
}

function sideOf(node: Node): { readonly side: string; readonly column: string } | undefined {
  if (node.kind === "member" && node.target.kind === "name") return { side: node.target.name, column: node.name };
  if (node.kind === "index" && node.target.kind === "name" && node.index.kind === "literal" && typeof node.index.value === "string") {
    return { side: node.target.name, column: node.index.value };
  }
  return undefined;
}
