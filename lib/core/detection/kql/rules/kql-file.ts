import { commentHead, listNamed, severityNamed, titleOfFile } from "../../comment-head.ts";
import { type CompiledRule, ruleId } from "../../rule.ts";
import { HERE, queryRule } from "./query-rule.ts";

/**
 * A rule from a `.kql` file: the query is the file, and comments above it may say more of it, one thing a line: `// title: …`, and
 * likewise `id`, `severity`, `status`, `description`, `author`, and lists with commas in `references`, `tags` and `false positives`.
 * Without a title the file's name is one. Never throws on bad text.
 */
export function readKqlFile({ file, text }: { readonly file: string; readonly text: string }): CompiledRule {
  const head = commentHead(text);
  const { plan, diagnostics } = queryRule(text, HERE);
  return {
    id: ruleId(head.get("id"), text),
    title: head.get("title") ?? titleOfFile(file),
    language: "kql",
    severity: severityNamed(head.get("severity")),
    status: head.get("status") ?? "experimental",
    description: head.get("description") ?? "",
    author: head.get("author") ?? "",
    references: listNamed(head.get("references")),
    tags: listNamed(head.get("tags")),
    falsePositives: listNamed(head.get("false positives")),
    logSource: plan?.tables.join(", ") ?? "",
    source: text,
    file,
    plan,
    details: { type: "query" },
    diagnostics,
  };
}
