import { headedRule } from "../comment-head.ts";
import type { CompiledRule } from "../rule.ts";
import { compileEql } from "./eql.ts";
import { rulePipes } from "./rule-pipes.ts";

/**
 * A rule from an `.eql` file: the query is the file, and comments above it may say more of it, one thing a line:
 * `// title: …`, and likewise `id`, `severity`, `status`, `description`, `author`, and lists with commas in `references`,
 * `tags` and `false positives`. Without a title the file's name is one. Never throws on bad text.
 */
export function readEqlFile(source: { readonly file: string; readonly text: string }): CompiledRule {
  const result = compileEql(source.text);
  const refused = "code" in result;
  const remark = refused ? undefined : rulePipes(result.pipes);
  return {
    ...headedRule(source),
    language: "eql",
    logSource: refused ? "" : result.categories.join(", "),
    plan: refused || remark?.severity === "error" ? null : result.plan,
    diagnostics: refused ? [result] : [...(remark ? [{ ...remark, line: 1, column: 1 }] : []), ...result.warnings],
  };
}
