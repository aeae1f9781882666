import { looksLikeKql, type Page, type PageBlock, type PageSection } from "./page-blocks.ts";

const DIALECT = /^(?:microsoft\s+)?(?:defender(?:\s+(?:for\s+endpoint|xdr))?|sentinel|defender\s+sentinel)\s*$/i;
const KNOWN = /^(?:query information|mitre att&ck technique\(s\)|description|risk|authors?|references?|changelog)\b.{0,12}$/i;

/**
 * A hunting page saved as plain text from a browser: the headings are lines of their own and the fences are gone. Queries are what
 * stands below the name of a product. Undefined when the text is nothing of the kind.
 */
export function readSavedPage(text: string): Page | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const starts = lines.flatMap((line, index) => (DIALECT.test(line) ? [index] : []));
  const blocks = starts.flatMap((start, index): readonly PageBlock[] => {
    const to = (starts[index + 1] ?? lines.length) - 1;
    const body = lines.slice(start + 1, to + 1).join("\n");
    if (!looksLikeKql(body)) return [];
    return [{ text: body, from: start, to, first: start + 1, indent: 0, headings: [lines[start]?.trim() ?? ""] }];
  });
  if (blocks.length === 0) return undefined;
  return { lines, sections: sectionsOf(lines, starts[0] ?? 0), blocks };
}

/** The text above the first query, by the headings such pages have; the page's file name is its title. */
function sectionsOf(lines: readonly string[], end: number): readonly PageSection[] {
  const sections: { heading: string; level: number; line: number; lines: string[] }[] = [];
  for (let i = 0; i < end; i++) {
    const line = lines[i] ?? "";
    const name = sections.some(({ level }) => level === 1) ? undefined : /^([\w -]+)\.md$/.exec(line.trim())?.[1];
    if (name !== undefined) sections.push({ heading: name.replace(/[_-]+/g, " "), level: 1, line: i, lines: [] });
    else if (KNOWN.test(line)) sections.push({ heading: line.trim(), level: 2, line: i, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
