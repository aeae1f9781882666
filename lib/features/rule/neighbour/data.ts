import "server-only";
import { referencesOf } from "#core/detection/closure";
import { linkRules } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import type { ReadFile } from "#core/detection/rule-reader";
import { isMeant } from "#core/detection/sigma/unit";
import { db } from "#lib/db/client";
import { onPrisma } from "#lib/db/query";
import { listPlaceholders } from "../../placeholder/data.ts";
import { listReferred, readStored } from "../link/data.ts";
import type { LinkedRule, RuleLinks } from "../types.ts";

export interface StoredText {
  readonly id: string;
  readonly file: string;
  readonly source: string;
}

/** A rule as it runs among the others of the console, and which those are. */
export interface RuleAmongOthers {
  /** With the filters that are part of it and the rules it stands on. Null: a filter, or a text that gives no such rule (any more). */
  readonly rule: CompiledRule | null;
  readonly links: RuleLinks;
}

const MOST = 200;
const TEXT = { id: true, title: true, enabled: true, fileName: true, source: true } as const;

/** Reads a rule with everything that it refers to or that refers to it. */
export async function getAmongOthers(stored: StoredText): Promise<RuleAmongOthers> {
  const placeholders = await listPlaceholders();
  const own = readStored(stored, placeholders);
  const unit = own.units[0];
  // Only Sigma's documents refer to each other.
  if (!unit) return { rule: own.rules[0] ?? null, links: NONE };
  const names = [unit.id, ...(unit.head.name === undefined ? [] : [unit.head.name])];
  const [filters, correlations] = await Promise.all([
    db().rule.findMany({ where: { kind: "filter", enabled: true, refused: false }, select: TEXT, take: MOST }),
    db().rule.findMany({
      where: { kind: "correlation", OR: names.map((name) => ({ source: { contains: name } })) },
      select: TEXT,
      take: MOST,
    }),
  ]);
  const read = (row: (typeof filters)[number]): ReadFile =>
    readStored({ id: row.id, file: row.fileName, source: row.source }, placeholders);
  const users = correlations
    .filter(({ id }) => id !== stored.id)
    .filter((row) => read(row).units.some((each) => referencesOf(each).some((name) => names.includes(name))));
  const running = users.filter(({ enabled }) => enabled).map(read);
  const referred = await listReferred(onPrisma(db()), [own, ...running], placeholders);
  const known = new Set([own, ...running].flatMap(({ units }) => units.map(({ id }) => id)));
  const further = referred.filter(({ units }) => units.every(({ id }) => !known.has(id)));
  const others = unit.body.kind === "filter" ? [] : filters.map(read);
  const linked = linkRules([own, ...running, ...further, ...others]);
  const rule = linked.rules.find(({ id }) => id === stored.id) ?? null;
  const filter = linked.filters.find(({ id }) => id === stored.id);
  const titles = new Map([...filters, ...correlations].map((row) => [row.id, linkedRule(row)]));
  const uses = filter ? filter.rules : referencesOf(unit).length === 0 ? [] : directlyReferred(referencesOf(unit), referred);
  const used = await db().rule.findMany({
    where: { id: { in: [...uses] } },
    select: { id: true, title: true, enabled: true },
    take: MOST,
  });
  const diagnostics = rule?.diagnostics ?? filter?.diagnostics ?? [];
  return {
    rule,
    links: {
      uses: used,
      usedBy: users.map(linkedRule),
      isSilent: rule?.isSilent === true,
      filteredBy: (rule?.filters ?? []).flatMap((id) => titles.get(id) ?? []),
      waitsFor: diagnostics.some(({ code }) => code === "unknown-reference")
        ? referencesOf(unit).filter((name) => directlyReferred([name], referred).length === 0)
        : [],
    },
  };
}

const NONE: RuleLinks = { uses: [], usedBy: [], filteredBy: [], waitsFor: [], isSilent: false };

function linkedRule({ id, title, enabled }: LinkedRule): LinkedRule {
  return { id, title, enabled };
}

function directlyReferred(names: readonly string[], files: readonly ReadFile[]): readonly string[] {
  return files.flatMap(({ units }) => units.filter((unit) => names.some((name) => isMeant(unit, name))).map(({ id }) => id));
}
