import type { RuleChange, ThreatName } from "../../rule-details.ts";
import type { Page, PageSection } from "./page-blocks.ts";

/** What a hunting page says of its queries. */
export interface PageHead {
  readonly title: string | undefined;
  /** The line of the title, 0-based. */
  readonly titleLine: number | undefined;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly techniques: readonly ThreatName[];
  /** What the page says of the risk. */
  readonly risk: string;
  readonly changes: readonly RuleChange[];
}

export function pageHead({ sections }: Page): PageHead {
  const title = sections.find(({ level }) => level === 1) ?? sections.find(({ heading }) => heading !== "");
  const named = (pattern: RegExp) => sections.find(({ heading }) => pattern.test(heading));
  const description = named(/^descriptions?\b/i) ?? title;
  return {
    title: title?.heading || undefined,
    titleLine: title?.line,
    description: description ? proseOf(description) : "",
    author: authorOf(named(/^authors?\b/i)),
    references: [...new Set((named(/^references?\b/i)?.lines ?? []).flatMap((line) => line.match(URLS) ?? []))],
    techniques: techniquesOf(sections),
    risk: proseOf(named(/^risks?\b/i)),
    changes: changesOf(named(/^changelog\b/i)),
  };
}

const URLS = /https?:\/\/[^\s)>\]|]+/g;
const TECHNIQUE = /\bT\d{4}(?:\.\d{3})?\b/;

function proseOf(section: PageSection | undefined): string {
  return (section?.lines ?? []).join("\n").trim();
}

function authorOf(section: PageSection | undefined): string {
  const lines = (section?.lines ?? []).map((line) => line.trim()).filter((line) => line !== "");
  const named = lines.map((line) => /^[-*]?\s*\**name:?\**:?\s*(.+)$/i.exec(line)?.[1]).find((name) => name !== undefined);
  return (named ?? lines[0] ?? "").replace(/^[-*]\s+/, "").trim();
}

/** Rows of a table that begin with a technique's id; in text without tables, lines that do. */
function techniquesOf(sections: readonly PageSection[]): readonly ThreatName[] {
  const found = new Map<string, ThreatName>();
  for (const { heading, lines } of sections) {
    const isAttack = /att&?ck|technique/i.test(heading);
    for (const line of lines) {
      const cells = line.includes("|") ? line.replace(/^\s*\|/, "").split("|") : isAttack ? line.split(/\s{2,}|\t/) : [];
      const id = TECHNIQUE.exec(cells[0] ?? "")?.[0];
      if (id === undefined || found.has(id)) continue;
      const reference = line.match(URLS)?.[0];
      found.set(id, { id, name: (cells[1] ?? "").trim(), ...(reference === undefined ? {} : { reference }) });
    }
  }
  return [...found.values()];
}

function changesOf(section: PageSection | undefined): readonly RuleChange[] {
  return (section?.lines ?? []).flatMap((line) => {
    const [date, text] = line
      .replace(/^\s*\|/, "")
      .split("|")
      .map((cell) => cell.trim());
    return date && text && /\d{4}/.test(date) ? [{ version: date, date, text }] : [];
  });
}
