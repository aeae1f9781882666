/** A part of a line. Links keep their address as text: it is somebody else's. */
export type Inline =
  | { readonly kind: "text" | "code" | "strong" | "em"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly address: string };

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: "paragraph" | "quote"; readonly parts: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "item"; readonly depth: number; readonly mark: string; readonly parts: readonly Inline[] }
  | { readonly kind: "rule" };

/** Lines that follow an item are added to it where it stands. */
type Draft = Exclude<Block, { kind: "item" }> | (Extract<Block, { kind: "item" }> & { readonly parts: Inline[] });

/** Texts beyond this are cut: an investigation guide has a few pages. */
const MOST_CHARACTERS = 200_000;

/**
 * The part of Markdown that investigation guides use, as blocks: headings, paragraphs, lists, code, quotes and rules. Everything else,
 * HTML above all, is the text it is.
 */
export function markdownBlocks(source: string): readonly Block[] {
  const blocks: Draft[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: "paragraph", parts: inlineParts(paragraph.join(" ")) });
    paragraph = [];
  };
  const lines = source.slice(0, MOST_CHARACTERS).replaceAll("\r\n", "\n").split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      flush();
      const code: string[] = [];
      for (at++; at < lines.length && !(lines[at] ?? "").trim().startsWith(fence); at++) code.push(lines[at] ?? "");
      blocks.push({ kind: "code", text: code.join("\n") });
      continue;
    }
    const block = blockOf(line, paragraph.length > 0);
    if (block) {
      flush();
      blocks.push(block);
    } else if (line.trim() === "") flush();
    else if (!extendItem(blocks, paragraph, line)) paragraph.push(line.trim());
  }
  flush();
  return blocks;
}

function blockOf(line: string, isInParagraph: boolean): Draft | undefined {
  const [, marks = "", title = ""] = /^ {0,3}(#{1,6})\s+(.*)$/.exec(line) ?? [];
  if (marks !== "")
    return {
      kind: "heading",
      level: marks.length,
      parts: inlineParts(
        title
          .trimEnd()
          .replace(/(?<!\S)#+$/, "")
          .trimEnd(),
      ),
    };
  if (/^ {0,3}(?:-\s*){3,}$|^ {0,3}(?:\*\s*){3,}$|^ {0,3}(?:_\s*){3,}$/.test(line)) return { kind: "rule" };
  const quote = /^ {0,3}>\s?(.*)$/.exec(line)?.[1];
  if (quote !== undefined) return { kind: "quote", parts: inlineParts(quote) };
  const [, indent = "", mark = "", text = ""] = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line) ?? [];
  if (mark !== "")
    return { kind: "item", depth: Math.min(5, Math.floor(indent.replaceAll("\t", "  ").length / 2)), mark, parts: inlineParts(text) };
  const code = isInParagraph ? undefined : /^(?: {4}|\t)(\S.*)$/.exec(line)?.[1];
  return code === undefined ? undefined : { kind: "code", text: code };
}

/** A line that goes on under an item belongs to it. */
function extendItem(blocks: readonly Draft[], paragraph: readonly string[], line: string): boolean {
  const last = blocks.at(-1);
  if (last?.kind !== "item" || paragraph.length > 0 || !/^\s{2,}\S/.test(line)) return false;
  last.parts.push({ kind: "text", text: " " }, ...inlineParts(line.trim()));
  return true;
}

/** Spans are bounded, so that a line of nothing but openings is read once and not once for each. */
const INLINE =
  /`([^`]{1,2000})`|\*\*([^*]{1,500})\*\*|__([^_]{1,500})__|(?<![\w*])\*([^*\s][^*]{0,500})\*(?!\w)|!?\[([^[\]]{0,500})\]\(([^()\s]{1,2000})\)|<(https?:\/\/[^<>\s]{1,2000})>/g;

/** A line as its parts: code, strong and slanted text, links, and what is between them. */
export function inlineParts(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    from = match.index + match[0].length;
    const [, code, strong, bold, em, label, address, bare] = match;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (strong !== undefined || bold !== undefined) parts.push({ kind: "strong", text: strong ?? bold ?? "" });
    else if (em !== undefined) parts.push({ kind: "em", text: em });
    else parts.push({ kind: "link", text: label ?? "", address: address ?? bare ?? "" });
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}
