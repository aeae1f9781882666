import "server-only";
import { headOf } from "#core/detection/head";
import { print } from "#core/detection/ir/print";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import { getHitState } from "../hit/plan/data.ts";
import { parseDetails } from "./details/schema.ts";
import { withAlerts } from "./list/data.ts";
import { getAmongOthers } from "./neighbour/data.ts";
import { scheduleColumns } from "./schedule/mutations.ts";
import type { RuleSchedule } from "./schedule/schema.ts";
import { StoredDiagnostics } from "./schema.ts";
import type { RelatedMention, RuleChoice, RuleCostState, RuleDetail } from "./types.ts";

const ROW = {
  id: true,
  title: true,
  language: true,
  severity: true,
  status: true,
  logSource: true,
  tags: true,
  builtIn: true,
  enabled: true,
  refused: true,
  warnings: true,
  version: true,
  updatedAt: true,
  kind: true,
  everySeconds: true,
  canRun: true,
  lastRunAt: true,
  costNanoseconds: true,
} as const satisfies Prisma.RuleSelect;

const MOST_VERSIONS = 100;

const CHOICE = { id: true, title: true } as const;

/** The titles of some rules; one that is gone is left out. */
export async function listRuleTitles(ids: readonly string[]): Promise<readonly RuleChoice[]> {
  return db().rule.findMany({ where: { id: { in: [...ids] } }, select: CHOICE, orderBy: { title: "asc" } });
}

/** Rules whose title has the text, by title; a picker shows the first few. */
export async function findRuleChoices(text: string, most: number): Promise<readonly RuleChoice[]> {
  return db().rule.findMany({
    where: { OR: [{ title: { contains: text, mode: "insensitive" } }, { id: text }] },
    select: CHOICE,
    orderBy: [{ title: "asc" }, { id: "asc" }],
    take: most,
  });
}

/** One rule with its text, plan, versions and the exceptions that touch it, or null. Its alerts are the alert room's to read. */
export async function getRule(id: string): Promise<Omit<RuleDetail, "recentAlerts" | "timeline"> | null> {
  const rule = await db().rule.findUnique({
    where: { id },
    select: {
      ...ROW,
      description: true,
      author: true,
      references: true,
      falsePositives: true,
      fileName: true,
      source: true,
      diagnostics: true,
      riskScore: true,
      authorVersion: true,
      details: true,
      lookBackSeconds: true,
      mostAlerts: true,
      isScheduleEdited: true,
      costAsked: true,
      costAt: true,
      versions: {
        select: { version: true, createdAt: true, createdBy: true, restoredFrom: true, authorVersion: true },
        orderBy: { version: "desc" },
        take: MOST_VERSIONS,
      },
    },
  });
  if (!rule) return null;
  const head = headOf(rule.source);
  const [exceptions, [row], related, hits, among] = await Promise.all([
    db().exception.findMany({
      where: { status: "active", OR: [{ ruleIds: { has: id } }, { ruleIds: { isEmpty: true } }] },
      select: { id: true, number: true, title: true },
      orderBy: { number: "asc" },
      take: 500,
    }),
    withAlerts([rule]),
    relatedOf(id, head.related),
    getHitState(id),
    getAmongOthers({ id, file: rule.fileName, source: rule.source }),
  ]);
  if (!row) return null;
  return {
    ...row,
    description: rule.description,
    author: rule.author,
    references: rule.references,
    falsePositives: rule.falsePositives,
    fileName: rule.fileName,
    source: rule.source,
    date: head.date,
    modified: head.modified,
    diagnostics: StoredDiagnostics.parse(rule.diagnostics),
    plan: among.rule?.plan ? print(among.rule.plan) : null,
    riskScore: rule.riskScore,
    authorVersion: rule.authorVersion,
    details: parseDetails(rule.details),
    schedule: {
      canRun: rule.canRun,
      inForce: scheduleOf(rule),
      ofFile: scheduleOf(scheduleColumns(among.rule?.schedule)),
      isEdited: rule.isScheduleEdited,
    },
    cost: costOf(rule),
    links: among.links,
    hits,
    versions: rule.versions.map((version) => ({ ...version, createdAt: version.createdAt.toISOString() })),
    related,
    exceptions,
  };
}

/** The rules a rule names as related, and those that name it; one that is not here has no title. */
async function relatedOf(id: string, named: readonly { readonly id: string; readonly type: string }[]): Promise<readonly RelatedMention[]> {
  const select = { id: true, title: true, status: true, enabled: true, source: true } as const;
  const [forward, backward] = await Promise.all([
    db().rule.findMany({ where: { id: { in: named.map((each) => each.id) } }, select }),
    db().rule.findMany({ where: { source: { contains: id }, id: { not: id } }, select, take: 50 }),
  ]);
  const known = new Map(forward.map((rule) => [rule.id, rule]));
  const mention = (rule: (typeof forward)[number] | undefined) => ({ title: rule?.title ?? null, enabled: rule?.enabled ?? false });
  return [
    ...named.map((each): RelatedMention => ({ id: each.id, type: each.type, direction: "names", ...mention(known.get(each.id)) })),
    ...backward.flatMap((rule): readonly RelatedMention[] => {
      const type = headOf(rule.source).related.find((each) => each.id === id)?.type;
      return type === undefined ? [] : [{ id: rule.id, type, direction: "named-by", ...mention(rule) }];
    }),
  ];
}

export interface EnabledRule {
  readonly id: string;
  readonly version: number;
  readonly file: string;
  readonly source: string;
  /** A schedule is in force for it: its findings wait for its next execution. */
  readonly isScheduled: boolean;
}

/** Every rule that is to run. Refused ones are left out by compiling, not here: a newer Callout may accept them. */
export async function listEnabledRules(): Promise<readonly EnabledRule[]> {
  const rows = await db().rule.findMany({
    where: { enabled: true },
    select: { id: true, version: true, fileName: true, source: true, canRun: true, everySeconds: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    file: row.fileName,
    source: row.source,
    isScheduled: row.canRun && row.everySeconds !== null,
  }));
}

export interface RunnableRule {
  readonly file: string;
  readonly source: string;
  /** The schedule in force, in milliseconds; null: it has none. */
  readonly timing: { readonly every: number; readonly lookBack: number } | null;
  /** Null: no limit. */
  readonly mostAlerts: number | null;
}

/** What an execution needs of a rule, or null when it is gone. */
export async function getRunnableRule(id: string): Promise<RunnableRule | null> {
  const rule = await db().rule.findUnique({
    where: { id },
    select: { fileName: true, source: true, everySeconds: true, lookBackSeconds: true, mostAlerts: true },
  });
  if (!rule) return null;
  const { fileName, source, everySeconds, lookBackSeconds, mostAlerts } = rule;
  const timing = everySeconds === null ? null : { every: everySeconds * 1_000, lookBack: (lookBackSeconds ?? everySeconds) * 1_000 };
  return { file: fileName, source, timing, mostAlerts };
}

/** The counter that every change of rules or exceptions raises. */
export async function getDetectionRevision(): Promise<bigint> {
  const row = await db().detectionRevision.findUnique({ where: { id: 1 }, select: { revision: true } });
  return row?.revision ?? 0n;
}

type ScheduleColumns = Pick<Prisma.RuleGetPayload<object>, "everySeconds" | "lookBackSeconds" | "mostAlerts">;

function scheduleOf({ everySeconds, lookBackSeconds, mostAlerts }: ScheduleColumns): RuleSchedule | null {
  return everySeconds === null ? null : { everySeconds, lookBackSeconds: lookBackSeconds ?? everySeconds, mostAlerts };
}

type CostColumns = Pick<Prisma.RuleGetPayload<object>, "costNanoseconds" | "costAsked" | "costAt">;

function costOf({ costNanoseconds, costAsked, costAt }: CostColumns): RuleCostState | null {
  if (costNanoseconds === null || costAt === null) return null;
  return { nanoseconds: costNanoseconds, asked: costAsked ?? 0, measuredAt: costAt.toISOString() };
}
