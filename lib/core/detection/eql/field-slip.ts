import { FIELDS } from "../../event/fields.ts";
import { nearest } from "../nearest.ts";
import type { FieldNode, QueryNode } from "./ast.ts";

const NAMES = Object.keys(FIELDS);
const KNOWN = new Set(NAMES);
/** Letters that two names may differ in. */
const LETTERS = 2;
/** Names of ECS and of older schemas that are close to others and no slips. */
const MEANT = new Set(["process.ppid", "processor.name", "url.extension", "url.path"]);
const MOST_KEPT = 10_000;
const answers = new Map<string, string | undefined>();

/**
 * The canonical field that a name was likely meant to be. Elasticsearch refuses a name that no index has; records here may have any
 * field, so that a name with a letter too few would never match and nobody would know.
 */
function fieldMeant(name: string): string | undefined {
  if (KNOWN.has(name) || MEANT.has(name)) return undefined;
  if (!answers.has(name)) {
    if (answers.size >= MOST_KEPT) answers.clear();
    answers.set(name, nearest(name, NAMES, LETTERS)[0]);
  }
  return answers.get(name);
}

/** Names in a query that are nearly those of canonical fields. */
export function* slips(query: QueryNode): Iterable<{ readonly at: number; readonly name: string; readonly meant: string }> {
  for (const { name, at } of fieldsIn(query)) {
    const meant = fieldMeant(name);
    if (meant !== undefined) yield { at, name, meant };
  }
}

function* fieldsIn(part: unknown): Iterable<FieldNode> {
  if (typeof part !== "object" || part === null) return;
  if (isField(part)) yield part;
  else for (const inner of Object.values(part)) yield* fieldsIn(inner);
}

const isField = (part: object): part is FieldNode => "kind" in part && part.kind === "field";
