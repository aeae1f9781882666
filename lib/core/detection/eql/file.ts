import { SEVERITIES, type Severity } from "../finding.ts";
import { type CompiledRule, ruleId } from "../rule.ts";
import { compileEql } from "./eql.ts";

/**
 * A rule from an `.eql` file: the query is the file, and comments above it may say more of it, one thing a line:
 * `// title: …`, and likewise `id`, `severity`, `status`, `description`, `author`, and lists with commas in `references`,
 * `tags` and `false positives`. Without a title the file's name is one. Never throws on bad text.
 */
export function readEqlFile({ file, text }: { readonly file: string; readonly text: string }): CompiledRule {
  const head = headOf(text);
  const result = compileEql(text);
  const refused = "code" in result;
  const piped = !refused && result.pipes.length > 0;
  const pipe = {
    severity: "error",
    code: "unsupported-pipe",
    message: "a rule has no pipes: they belong to queries",
    line: 1,
    column: 1,
  } as const;
  return {
    id: ruleId(head.get("id"), text),
    title: head.get("title") ?? nameOf(file),
    language: "eql",
    severity: severityOf(head.get("severity")),
    status: head.get("status") ?? "experimental",
    description: head.get("description") ?? "",
    author: head.get("author") ?? "",
    references: listOf(head.get("references")),
    tags: listOf(head.get("tags")),
    falsePositives: listOf(head.get("false positives")),
    logSource: refused ? "" : result.categories.join(", "),
    source: text,
    file,
    plan: refused || piped ? null : result.plan,
    diagnostics: refused ? [result] : [...(piped ? [pipe] : []), ...result.warnings],
  };
}

/** The comments before the query. */
function headOf(text: string): ReadonlyMap<string, string> {
  const head = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("//")) break;
    const said = /^\s*\/\/\s*([a-z ]+?)\s*:\s*(.+?)\s*$/i.exec(line);
    if (said?.[1] && said[2]) head.set(said[1].toLowerCase(), said[2]);
  }
  return head;
}

function nameOf(file: string): string {
  return (/([^/\\]+?)(?:\.eql)?$/i.exec(file)?.[1] ?? file).replace(/[_-]+/g, " ");
}

function severityOf(written: string | undefined): Severity {
  return SEVERITIES.find((severity) => severity === written?.toLowerCase()) ?? "medium";
}

function listOf(written: string | undefined): readonly string[] {
  return (written ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
