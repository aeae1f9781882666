import { SEVERITIES, type Severity } from "./finding.ts";
import { ruleId } from "./rule.ts";

/** What the comments above a query say of it: a query file has no other place for it. Names in lower case. */
type CommentHead = ReadonlyMap<string, string>;

/** Reads comments of the form `// title: …` before the first line that is none. */
function commentHead(text: string): CommentHead {
  const head = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("//")) break;
    const said = /^\s*\/\/\s*([a-z ]+?)\s*:\s*(.+?)\s*$/i.exec(line);
    if (said?.[1] && said[2]) head.set(said[1].toLowerCase(), said[2]);
  }
  return head;
}

/** A title for want of one: the file's name without its folder and ending. */
export function titleOfFile(file: string): string {
  return (/([^/\\]+?)(?:\.\w+)?$/.exec(file)?.[1] ?? file).replace(/[_-]+/g, " ");
}

/** `medium` for want of a word the scale has. */
export function severityNamed(written: string | undefined): Severity {
  return SEVERITIES.find((severity) => severity === written?.toLowerCase()) ?? "medium";
}

/** A list with commas. */
function listNamed(written: string | undefined): readonly string[] {
  return (written ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** What the comments above a query say of the rule it is, and what is the same for every such file. */
export function headedRule({ file, text }: { readonly file: string; readonly text: string }) {
  const head = commentHead(text);
  return {
    id: ruleId(head.get("id"), text),
    title: head.get("title") ?? titleOfFile(file),
    severity: severityNamed(head.get("severity")),
    status: head.get("status") ?? "experimental",
    description: head.get("description") ?? "",
    author: head.get("author") ?? "",
    references: listNamed(head.get("references")),
    tags: listNamed(head.get("tags")),
    falsePositives: listNamed(head.get("false positives")),
    source: text,
    file,
  } as const;
}
