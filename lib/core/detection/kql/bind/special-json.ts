import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast, fromDynamic, parseJson } from "../value/cast.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { atPath, readJsonPath } from "../value/json-path.ts";
import { type Cell, emptyOf, type KqlType } from "../value/type.ts";
import { folded } from "./expression-parts.ts";
import type { Bound, Scope } from "./scope.ts";

/** `extract_json(path, text[, typeof(T)])`: what does not convert is null. https://learn.microsoft.com/kusto/query/extract-json-function */
export function extractJson(node: Node & { readonly kind: "call" }, scope: Scope): Bound {
  const [path, source, wanted] = node.args;
  if (!path || !source || node.args.length > 3) throw new KqlRefusal("bad-argument", `${node.name} takes a path and a JSON text`, node.at);
  const type = wanted?.value.kind === "typeof" ? wanted.value.types[0]?.type : wanted ? undefined : "string";
  if (type === undefined) throw new KqlRefusal("bad-argument", `${node.name} takes typeof(…) as its third argument`, node.at);
  const [where, text] = [path, source].map((arg) => scope.binder.expression(arg.value, scope));
  if (!where || !text || where.type !== "string" || (text.type !== "string" && text.type !== "dynamic")) {
    throw new KqlRefusal("type-clash", `${node.name} takes a path and a JSON text`, node.at);
  }
  // A path that depends on the row may be anything; one that is written out is either read or refused.
  if (where.constant && !readJsonPath(String(where.constant.value)))
    throw new KqlRefusal("bad-argument", `the path ${String(where.constant.value)} is not supported: write $.member[0]['member']`, node.at);
  return folded(type, (cells, frame) => found(where, text, type, cells, frame), [where, text]);
}

function found(where: Bound, source: Bound, type: KqlType, ...at: Parameters<Bound["evaluate"]>): Cell {
  const value = source.evaluate(...at);
  const read = source.type === "string" ? parseJson(typeof value === "string" ? value : "") : (value as Dynamic);
  const path = readJsonPath(String(where.evaluate(...at)));
  const member = path ? atPath(read, path) : null;
  if (member === null) return emptyOf(type);
  return type === "dynamic" ? member : type === "string" ? cast(member, "dynamic", "string") : fromDynamic(member, type);
}
