import { bindInlined } from "../bind/inline.ts";
import { type Context, emptyScope } from "../bind/scope.ts";
import type { Plan } from "../run/plan.ts";
import type { Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { fileProfile } from "./file-profile.ts";

type InvokeOperator = Operator & { readonly op: "invoke" };

/** Passes the table as the first argument of a function of the query. */
export function bindInvoke(op: InvokeOperator, input: Plan, context: Context): Plan {
  if (op.call.name === "FileProfile") return fileProfile(input, op.call.args, context, op.call.at);
  const entry = context.names.get(op.call.name);
  if (entry?.kind !== "function") throw new KqlRefusal("unknown-function", `the function ${op.call.name} is not known here`, op.call.at);
  const names = context.names.with("$input", { kind: "table", plan: input });
  const args = [{ value: { kind: "name" as const, name: "$input", at: op.at } }, ...op.call.args];
  const result = bindInlined({ ...op.call, args }, entry, emptyScope({ ...context, names }));
  if (result.kind === "table") return result.plan;
  throw new KqlRefusal("type-clash", `${op.call.name} gives no table`, op.call.at);
}
