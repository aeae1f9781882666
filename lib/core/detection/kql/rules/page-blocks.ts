/** A query of a page: where it stands and under which headings. Lines are 0-based. */
export interface PageBlock {
  readonly text: string;
  /** The lines it takes, fences included. */
  readonly from: number;
  readonly to: number;
  /** The line of its first character, and the indentation taken off each line. */
  readonly first: number;
  readonly indent: number;
  /** From the outermost heading to the nearest. */
  readonly headings: readonly string[];
}

/** A heading and the lines up to the next one. */
export interface PageSection {
  readonly heading: string;
  readonly level: number;
  readonly line: number;
  readonly lines: readonly string[];
}

export interface Page {
  readonly lines: readonly string[];
  /** The first has no heading when the page begins with text. */
  readonly sections: readonly PageSection[];
  readonly blocks: readonly PageBlock[];
}

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*?)[ \t]*$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const OPERATORS =
  "where|extend|project|project-away|project-rename|project-reorder|summarize|join|lookup|union|distinct|sort|order|top|take|limit|count|parse|mv-expand|mv-apply|evaluate|invoke|render|make-series|search|serialize";
const STAGE = new RegExp(`^[ \\t]*\\|[ \\t]*(?:${OPERATORS})\\b`, "m");

/** Whether a text without a word about its language is KQL: it has a stage of a pipeline on a line of its own, or begins with `let`. */
export function looksLikeKql(text: string): boolean {
  const start = text.replace(/^(?:\s|\/\/[^\n]*\n)+/, "");
  return (/^[A-Za-z_(]/.test(start) && STAGE.test(text)) || /^let\s+\w+\s*=/.test(start);
}

/** Takes a Markdown page apart. Fences without a language count when what is in them looks like KQL. */
export function readPage(text: string): Page {
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: PageBlock[] = [];
  const sections: { heading: string; level: number; line: number; lines: string[] }[] = [];
  let section: (typeof sections)[number] = { heading: "", level: 0, line: 0, lines: [] };
  const path: { readonly level: number; readonly heading: string }[] = [];
  const leave = () => {
    if (section.level > 0 || section.lines.some((line) => line.trim() !== "")) sections.push(section);
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const fence = FENCE.exec(line);
    if (fence) {
      const to = closingOf(lines, i, fence[2] ?? "```");
      const block = blockOf(lines, i, to, fence[1] ?? "", fence[3] ?? "", path);
      if (block) blocks.push(block);
      else section.lines.push(...lines.slice(i, to + 1));
      i = to;
      continue;
    }
    const heading = HEADING.exec(line);
    if (!heading) {
      section.lines.push(line);
      continue;
    }
    leave();
    const level = heading[1]?.length ?? 1;
    section = { heading: plainHeading(heading[2] ?? ""), level, line: i, lines: [] };
    while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    path.push({ level, heading: section.heading });
  }
  leave();
  return { lines, sections, blocks };
}

/** The line that closes a fence, or the last one. */
function closingOf(lines: readonly string[], open: number, fence: string): number {
  for (let i = open + 1; i < lines.length; i++) {
    const close = lines[i]?.trim() ?? "";
    if (close.length >= fence.length && close === fence.charAt(0).repeat(close.length)) return i;
  }
  return lines.length - 1;
}

function blockOf(
  lines: readonly string[],
  open: number,
  to: number,
  margin: string,
  info: string,
  path: readonly { readonly heading: string }[],
): PageBlock | undefined {
  const isClosed = FENCE.test(lines[to] ?? "") && to > open;
  const body = lines.slice(open + 1, isClosed ? to : to + 1);
  const indent = body.every((line) => line.trim() === "" || line.startsWith(margin)) ? margin.length : 0;
  const text = body.map((line) => line.slice(indent)).join("\n");
  const isNamed = /^(?:kql|kusto|csl)\b/i.test(info);
  if (!isNamed && (info !== "" || !looksLikeKql(text))) return undefined;
  if (text.trim() === "") return undefined;
  return { text, from: open, to, first: open + 1, indent, headings: path.map(({ heading }) => heading) };
}

/** Without the decoration authors put around it. */
function plainHeading(written: string): string {
  const text = written.replace(/(?<![\s#])[\s#]+$/, "");
  return without("_", without("*", text)).trim();
}

/** A text without the marks on both its ends; one that has them at one end only keeps them. */
function without(mark: string, text: string): string {
  if (text.length < 2 || !text.startsWith(mark) || !text.endsWith(mark)) return text;
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === mark) start++;
  while (end > start && text[end - 1] === mark) end--;
  return text.slice(start, end);
}
