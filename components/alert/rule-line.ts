/**
 * The 1-based line of a rule's text that a reason's path names (`selection.Image|endswith`): the key inside its search
 * identifier, or the identifier itself where the key stands on no line of its own. Null when the text has neither.
 */
export function ruleLine(source: string, path: string): number | null {
  const dot = path.indexOf(".");
  const name = dot < 0 ? path : path.slice(0, dot);
  const key = dot < 0 ? null : path.slice(dot + 1);
  const lines = source.split(/\r?\n/);
  const head = lines.findIndex((line) => keyOf(line) === name);
  if (name === "" || head < 0) return null;
  if (key === null) return head + 1;
  const depth = indentOf(lines[head] ?? "");
  for (let at = head + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    // A list may stand as deep as its key.
    if (indentOf(line) < depth || (indentOf(line) === depth && !line.trimStart().startsWith("-"))) break;
    if (keyOf(line) === key) return at + 1;
  }
  return head + 1;
}

function keyOf(line: string): string | null {
  const match = /^\s*(?:-\s+)*(?:"([^"]+)"\s*|'([^']+)'\s*|([^\s"'#][^:]*)):(?:\s|$)/.exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3]?.trimEnd() ?? null;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
