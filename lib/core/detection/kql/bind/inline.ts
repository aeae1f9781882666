import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { isNumeric, type KqlType } from "../value/type.ts";
import { type AnyBound, type Bound, emptyScope, type LetEntry, type Scope } from "./scope.ts";

const MAX_INLINED = 5_000;

/**
 * A function of the query is its body with the arguments put in. The body sees the arguments and what was visible where it was
 * declared, never the caller's columns.
 */
export function bindInlined(
  node: Node & { readonly kind: "call" },
  entry: LetEntry & { readonly kind: "function" },
  scope: Scope,
): AnyBound {
  if (++scope.session.inlined > MAX_INLINED) throw new KqlRefusal("limit", "functions call each other too often", node.at);
  let { names } = entry;
  const positional = node.args.filter((arg) => arg.name === undefined);
  // What has no name goes to the parameters that no argument names, in their order.
  const unnamed = entry.parameters.filter(({ name }) => !node.args.some((arg) => arg.name === name)).map(({ name }) => name);
  const known = new Set(entry.parameters.map((parameter) => parameter.name));
  const stray = node.args.find((arg) => arg.name !== undefined && !known.has(arg.name));
  if (stray || positional.length > unnamed.length) {
    throw new KqlRefusal("bad-argument", `${node.name} has no such argument`, stray?.value.at ?? node.at);
  }
  entry.parameters.forEach((parameter) => {
    const given = node.args.find((arg) => arg.name === parameter.name)?.value ?? positional[unnamed.indexOf(parameter.name)]?.value;
    if (typeof parameter.type === "object") {
      if (!given) throw new KqlRefusal("bad-argument", `${node.name} needs the table ${parameter.name}`, node.at);
      const plan = scope.binder.table(given, scope);
      const wanted = parameter.type.table;
      if (wanted !== "any") {
        const missing = wanted.find((column) => !plan.columns.some((has) => has.name === column.name));
        if (missing && !plan.isOpen)
          throw new KqlRefusal("bad-argument", `the table for ${parameter.name} has no column ${missing.name}`, given.at);
      }
      names = names.with(parameter.name, { kind: "table", plan });
      return;
    }
    const value = given ?? parameter.fallback;
    if (!value) throw new KqlRefusal("bad-argument", `${node.name} needs the argument ${parameter.name}`, node.at);
    const bound = typed(scope.binder.expression(value, scope), parameter.type, value.at);
    names = names.with(parameter.name, bound.constant ? { kind: "scalar", bound } : { kind: "scalar", bound, row: scope.row });
  });
  return scope.binder.any(entry.body, { ...emptyScope({ ...scope, names }), row: scope.row, uses: scope.uses });
}

function typed(bound: Bound, wanted: KqlType, at: number): Bound {
  const { type, evaluate, constant } = bound;
  if (type === wanted) return bound;
  const fits =
    wanted === "dynamic" || type === "dynamic" || (isNumeric(type) && isNumeric(wanted)) || (type === "guid" && wanted === "string");
  if (!fits) throw new KqlRefusal("type-clash", `this argument must be a ${wanted}, not a ${type}`, at);
  const result: Bound = { type: wanted, evaluate: (cells, frame) => cast(evaluate(cells, frame), type, wanted) };
  return constant ? { ...result, constant: { value: cast(constant.value, type, wanted) } } : result;
}
