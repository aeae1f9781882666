import { titleOfFile } from "../../comment-head.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import { type CompiledRule, ruleId } from "../../rule.ts";
import type { RuleDetails } from "../../rule-details.ts";
import { parseQuery } from "../syntax/parse.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Page, type PageBlock, readPage } from "./page-blocks.ts";
import { type PageHead, pageHead } from "./page-head.ts";
import { below, queryRule } from "./query-rule.ts";
import { queryKey } from "./same-query.ts";
import { readSavedPage } from "./saved-page.ts";

interface Source {
  readonly file: string;
  readonly text: string;
}

function pageOf(text: string): Page {
  const page = readPage(text);
  return page.blocks.length > 0 ? page : (readSavedPage(text) ?? page);
}

/** Whether a text is a page with KQL in it. */
export function isHuntingPage(text: string): boolean {
  return pageOf(text).blocks.length > 0;
}

/**
 * The rules of a hunting page: one for each query in it, with what the page says of them. The same query in Defender's dialect and
 * in Sentinel's is one rule; a warning stands at the second. Never throws on bad text.
 */
export function readHuntingPage({ file, text }: Source): {
  readonly rules: readonly CompiledRule[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const whole = pageOf(text);
  const page = { ...whole, blocks: whole.blocks.flatMap(queriesIn).map(trimmed) };
  const head = pageHead(page);
  const firsts = new Map<string, PageBlock>();
  const diagnostics: Diagnostic[] = [];
  for (const block of page.blocks) {
    const key = queryKey(block.text);
    const first = firsts.get(key);
    if (!first) firsts.set(key, block);
    else diagnostics.push(twin(first, block));
  }
  const blocks = [...firsts.values()];
  const titles = titlesOf(head.title ?? titleOfFile(file), blocks);
  return { rules: blocks.map((block, at) => ruleOf(file, page, head, block, titles[at] ?? "")), diagnostics };
}

/**
 * The queries of a block: authors put several under each other, divided by empty lines. A block that can be read as one query is one;
 * one that cannot is divided only when every part of it can be read.
 */
function queriesIn(block: PageBlock): readonly PageBlock[] {
  if (isReadable(block.text)) return [block];
  const parts: PageBlock[] = [];
  let at = 0;
  for (const piece of block.text.split(/(\n[ \t\r]*\n)/)) {
    const isText = piece.replace(/\/\/[^\n]*/g, "").trim() !== "";
    if (isText)
      parts.push({ ...block, text: piece, first: block.first + at, from: block.first + at, to: block.first + at + linesIn(piece) });
    at += linesIn(piece);
  }
  return parts.length > 1 && parts.every(({ text }) => isReadable(text)) ? parts : [block];
}

/** Without the empty lines around it: whether other queries stood there makes no difference to this one. */
function trimmed(block: PageBlock): PageBlock {
  const empty = /^(?:[ \t]*\r?\n)*/.exec(block.text)?.[0] ?? "";
  return { ...block, text: block.text.slice(empty.length).trimEnd(), first: block.first + linesIn(empty) };
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}

function isReadable(text: string): boolean {
  try {
    parseQuery(text);
    return true;
  } catch (error) {
    if (!(error instanceof KqlRefusal)) throw error;
    return false;
  }
}

function twin(first: PageBlock, second: PageBlock): Diagnostic {
  const dialect = second.headings.at(1) ?? second.headings.at(-1) ?? "another dialect";
  const message = `the query of line ${first.first + 1} again, for ${dialect}: one rule stands for both`;
  return { severity: "warning", code: "same-query", message, line: second.first + 1, column: 1 };
}

/** The page's title, and with several queries what stands above each; numbers where that is not enough. */
function titlesOf(title: string, blocks: readonly PageBlock[]): readonly string[] {
  if (blocks.length === 1) return [title];
  const seen = new Map<string, number>();
  return blocks.map(({ headings }) => {
    const above = headings.filter((heading) => heading !== title).join(", ");
    const full = above === "" ? title : `${title}: ${above}`;
    const count = (seen.get(full) ?? 0) + 1;
    seen.set(full, count);
    return count === 1 ? full : `${full} (${count})`;
  });
}

function ruleOf(file: string, page: Page, head: PageHead, block: PageBlock, title: string): CompiledRule {
  const { plan, diagnostics } = queryRule(block.text, below(block.first + 1, block.indent));
  return {
    id: ruleId(undefined, block.text.trim()),
    title,
    language: "kql",
    severity: "medium",
    status: "experimental",
    description: head.description,
    author: head.author,
    references: head.references,
    tags: head.techniques.map(({ id }) => `attack.${id.toLowerCase()}`),
    falsePositives: [],
    logSource: plan?.tables.join(", ") ?? "",
    source: alone(page, head, block, title),
    file,
    plan,
    details: detailsOf(head),
    diagnostics,
  };
}

function detailsOf({ techniques, risk, changes }: PageHead): RuleDetails {
  return {
    type: "hunting page",
    ...(techniques.length > 0 ? { threat: [{ framework: "MITRE ATT&CK", tactic: null, techniques }] } : {}),
    ...(risk === "" ? {} : { note: risk }),
    ...(changes.length > 0 ? { history: changes } : {}),
  };
}

/** The page with this query only, under the rule's own title: reading it again gives the same rule. */
function alone({ lines, blocks }: Page, { titleLine }: PageHead, block: PageBlock, title: string): string {
  if (blocks.length === 1) return lines.join("\n");
  const others = blocks.filter((other) => other !== block);
  const kept = lines.flatMap((line, at) => {
    if (others.some(({ from, to }) => at >= from && at <= to)) return [];
    return [at === titleLine && /^ {0,3}#/.test(line) ? `# ${title}` : line];
  });
  return kept.join("\n");
}
