import { type Expr, FALSE } from "../ir/expr.ts";
import type { YamlNode } from "../yaml.ts";
import { type ItemContext, lowerItem, lowerKeywords } from "./item.ts";

/**
 * One search identifier as a predicate: a map is an `and` of its items, a list an `or` of its members,
 * each of them a map or a keyword (specification, "Search-Identifier").
 */
export function lowerSelection(node: YamlNode, name: string, context: ItemContext): Expr {
  switch (node.kind) {
    case "scalar":
      return lowerKeywords(node, name, context);
    case "map":
      if (node.entries.length === 0) context.report.error("empty-selection", `"${name}" asks for nothing`, node.offset);
      return { kind: "and", args: node.entries.map((entry) => lowerItem(entry, name, context)) };
    case "list":
      if (node.items.length === 0) context.report.error("empty-list", `"${name}" is an empty list`, node.offset);
      return { kind: "or", args: node.items.map((item) => lowerMember(item, name, context)) };
  }
}

function lowerMember(item: YamlNode, name: string, context: ItemContext): Expr {
  if (item.kind !== "list") return lowerSelection(item, name, context);
  context.report.error("bad-value", "a list inside a list has no meaning", item.offset);
  return FALSE;
}
