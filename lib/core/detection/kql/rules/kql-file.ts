import { headedRule } from "../../comment-head.ts";
import type { CompiledRule } from "../../rule.ts";
import { HERE, queryRule } from "./query-rule.ts";

/**
 * A rule from a `.kql` file: the query is the file, and comments above it may say more of it, one thing a line: `// title: …`, and
 * likewise `id`, `severity`, `status`, `description`, `author`, and lists with commas in `references`, `tags` and `false positives`.
 * Without a title the file's name is one. Never throws on bad text.
 */
export function readKqlFile(source: { readonly file: string; readonly text: string }): CompiledRule {
  const { plan, diagnostics } = queryRule(source.text, HERE);
  return {
    ...headedRule(source),
    language: "kql",
    logSource: plan?.tables.join(", ") ?? "",
    plan,
    details: { type: "query" },
    diagnostics,
  };
}
