import type { Node, Program } from "./ast.ts";

/** What `ingestion_time()` may read without naming it. */
const ARRIVAL = ["Timestamp", "TimeGenerated", "_IngestionTime"] as const;

/** Functions of a row as a whole. */
const WHOLE_ROW: ReadonlySet<string> = new Set(["pack_all"]);

/**
 * Every text in a query: names of any kind, literals, patterns. A column is read by its name, or by one that begins with it
 * (`RemoteIP1` after a join, `x_long` after a union); or by an operator that takes whole rows, which says so itself.
 */
export function mentionsOf(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  visit(program, (value) => {
    if (typeof value === "string") found.add(value);
  });
  return found.has("ingestion_time") ? new Set([...found, ...ARRIVAL]) : found;
}

/** Whether a column may be read by somebody who names what he reads. */
export function isMentioned(column: string, mentions: ReadonlySet<string>): boolean {
  if (mentions.has(column)) return true;
  for (const mention of mentions) if (mention.startsWith(column)) return true;
  return false;
}

/** Whether an expression may look at columns it does not name. */
export function readsAll(node: Node): boolean {
  let all = false;
  visit(node, (value) => {
    if (typeof value !== "object" || value === null || !("kind" in value)) return;
    if (value.kind === "wildcard" || (value.kind === "call" && "name" in value && WHOLE_ROW.has(String(value.name)))) all = true;
  });
  return all;
}

/** Calls for every value of a syntax tree. The parser bounds its depth. */
function visit(value: unknown, call: (value: unknown) => void): void {
  call(value);
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) visit(member, call);
}
