import { bindInlined } from "../bind/inline.ts";
import { type Context, emptyScope } from "../bind/scope.ts";
import type { Plan } from "../run/plan.ts";
import type { Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Column, emptyOf } from "../value/type.ts";
import { freeName, mapRows } from "./columns.ts";

type InvokeOperator = Operator & { readonly op: "invoke" };

/** Passes the table as the first argument of a function of the query. */
export function bindInvoke(op: InvokeOperator, input: Plan, context: Context): Plan {
  if (op.call.name === "FileProfile") return fileProfile(input, context);
  const entry = context.names.get(op.call.name);
  if (entry?.kind !== "function") throw new KqlRefusal("unknown-function", `the function ${op.call.name} is not known here`, op.call.at);
  const names = context.names.with("$input", { kind: "table", plan: input });
  const args = [{ value: { kind: "name" as const, name: "$input", at: op.at } }, ...op.call.args];
  const result = bindInlined({ ...op.call, args }, entry, emptyScope({ ...context, names }));
  if (result.kind === "table") return result.plan;
  throw new KqlRefusal("type-clash", `${op.call.name} gives no table`, op.call.at);
}

const PROFILE: readonly Column[] = [
  { name: "SHA1", type: "string" },
  { name: "SHA256", type: "string" },
  { name: "MD5", type: "string" },
  { name: "FileSize", type: "int" },
  { name: "GlobalPrevalence", type: "int" },
  { name: "GlobalFirstSeen", type: "datetime" },
  { name: "GlobalLastSeen", type: "datetime" },
  { name: "Signer", type: "string" },
  { name: "Issuer", type: "string" },
  { name: "SignerHash", type: "string" },
  { name: "IsCertificateValid", type: "bool" },
  { name: "IsRootSignerMicrosoft", type: "bool" },
  { name: "SignatureState", type: "string" },
  { name: "IsExecutable", type: "bool" },
  { name: "ThreatName", type: "string" },
  { name: "Publisher", type: "string" },
  { name: "SoftwareName", type: "string" },
  { name: "ProfileAvailability", type: "string" },
];

/** Microsoft's cloud knows prevalence over the world; without it every profile is missing, and the result says so. */
function fileProfile(input: Plan, context: Context): Plan {
  context.session.notices.add("FileProfile has no data here: prevalence, signer and the rest are empty, ProfileAvailability is Missing");
  const taken = new Set(input.columns.map((column) => column.name));
  const added = PROFILE.map(({ name, type }) => {
    const free = freeName(name, taken);
    taken.add(free);
    return { name: free, type };
  });
  const empty = added.map(({ name, type }) => (name.startsWith("ProfileAvailability") ? "Missing" : emptyOf(type)));
  return mapRows(input, [...input.columns, ...added], [], ({ cells, evidence }) => ({ cells: [...cells, ...empty], evidence }));
}
