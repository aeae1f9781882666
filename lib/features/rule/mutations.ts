import "server-only";
import { isRefused } from "#core/detection/compile-stored";
import type { Diagnostic } from "#core/detection/diagnostic";
import { SEVERITY_RANK } from "#core/detection/finding";
import { headOf } from "#core/detection/head";
import type { CompiledRule } from "#core/detection/rule";
import type { Prisma } from "#lib/db/generated/client";
import { storable } from "#lib/db/text";
import { type Change, inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../account/types.ts";
import { RESTING_STATUSES } from "./constants.ts";
import { authorVersionOf, canonical, detailColumns, jsonOf } from "./details/mutations.ts";
import { relinkRules } from "./link/mutations.ts";
import { holdRules, raiseRevision } from "./revision/mutations.ts";
import { scheduleColumns, settleSchedules } from "./schedule/mutations.ts";
import type { RuleImportFile } from "./types.ts";

const LONGEST_ID = 200;
/** What an index takes, and what a person reads. */
const LONGEST_TITLE = 500;

interface KnownRule {
  readonly id: string;
  readonly source: string;
  readonly version: number;
  readonly builtIn: boolean;
  readonly isScheduleEdited: boolean;
  /** What its text said when it was last read: members are those of `columnsOf`. */
  readonly columns: { readonly [column: string]: unknown };
}

/** Where an id was first seen in an upload. */
export interface SeenRule {
  readonly title: string;
  readonly file: string;
}

export interface StoreOptions {
  readonly builtIn: boolean;
  /** Whether new rules are to run at once; by default they do. A deprecated or unsupported one never does by itself. */
  readonly startsEnabled?: boolean;
  /** Ids of the same upload that came in earlier calls; this call's are added. */
  readonly seen?: Map<string, SeenRule>;
  /** The caller raises the detection revision itself, once for many calls. */
  readonly raisesLater?: boolean;
}

export interface StoredRules {
  readonly outcomes: readonly RuleImportFile[];
  /** Added, and off. */
  readonly addedOff: number;
  /** Something is not as it was: the detection revision has to be raised. */
  readonly hasChanged: boolean;
}

/** `storeRulesIn` in a transaction of its own. */
export async function storeRules(actor: Actor, rules: readonly CompiledRule[], options: StoreOptions): Promise<readonly RuleImportFile[]> {
  return inTransaction(actor, async (tx, audit) => (await storeRulesIn({ tx, audit, actor }, rules, options)).outcomes);
}

/**
 * Stores compiled rules by id: new ones are added, changed texts become a new version, equal texts change nothing.
 * A refused rule is stored with its diagnostics and does not run; it never stops the others. A rule keeps whether it is
 * enabled. `builtIn` rules are Callout's own: an upload cannot take one's id. Outcomes are in the order of the rules.
 */
export async function storeRulesIn(
  { tx, audit, actor }: Change,
  rules: readonly CompiledRule[],
  options: StoreOptions,
): Promise<StoredRules> {
  await holdRules(tx);
  const known = await knownRules(tx, rules);
  const outcomes: RuleImportFile[] = [];
  const seen = options.seen ?? new Map<string, SeenRule>();
  const added: Prisma.RuleCreateManyInput[] = [];
  const versions: Prisma.RuleVersionCreateManyInput[] = [];
  const touched: string[] = [];
  for (const rule of rules) {
    const before = known.get(rule.id);
    const obstacle = obstacleTo(rule, seen.get(rule.id), before, options.builtIn);
    if (obstacle) {
      outcomes.push(outcomeOf(rule, "refused", [obstacle, ...rule.diagnostics]));
      continue;
    }
    seen.set(rule.id, { title: rule.title, file: rule.file });
    const refused = isRefused(rule);
    if (before && before.source === storable(rule.source)) {
      if (await refresh(tx, rule, before)) touched.push(rule.id);
      outcomes.push(outcomeOf(rule, refused ? "refused" : "unchanged", rule.diagnostics));
      continue;
    }
    const version = (before?.version ?? 0) + 1;
    const authorVersion = authorVersionOf(rule.details?.authorVersion);
    versions.push({ ruleId: rule.id, version, source: storable(rule.source), createdBy: actor.name, authorVersion });
    touched.push(rule.id);
    const columns = columnsOf(rule, before);
    if (before) await tx.rule.update({ where: { id: rule.id }, data: { ...columns, version }, select: { id: true } });
    else added.push({ id: rule.id, ...columns, builtIn: options.builtIn, enabled: runsAtOnce(rule, options) });
    audit(
      before ? "rule.update" : "rule.add",
      { type: "rule", id: rule.id },
      { before: before && { version: before.version }, after: { version, title: rule.title } },
    );
    outcomes.push(outcomeOf(rule, refused ? "refused" : before ? "updated" : "added", rule.diagnostics));
  }
  if (added.length > 0) await tx.rule.createMany({ data: added });
  if (versions.length > 0) await tx.ruleVersion.createMany({ data: versions });
  await settleSchedules(tx, touched);
  if (touched.length > 0 && !options.raisesLater) {
    await relinkRules(tx);
    await raiseRevision(tx);
  }
  const addedOff = added.filter((rule) => rule.enabled === false && !rule.refused).length;
  return { outcomes, addedOff, hasChanged: touched.length > 0 };
}

/** The engine may have learned to read a text since: what it says of the same text is kept fresh. Whether anything was written. */
async function refresh(tx: Transaction, rule: CompiledRule, before: KnownRule): Promise<boolean> {
  const { fileName: _, ...columns } = columnsOf(rule, before);
  const known = Object.fromEntries(Object.keys(columns).map((column) => [column, before.columns[column]]));
  if (canonical(known) === canonical(columns)) return false;
  await tx.rule.update({ where: { id: rule.id }, data: columns, select: { id: true } });
  return true;
}

function runsAtOnce(rule: CompiledRule, options: StoreOptions): boolean {
  return (
    options.builtIn || (options.startsEnabled !== false && !RESTING_STATUSES.includes(rule.status) && rule.details?.isEnabled !== false)
  );
}

export type DeleteRuleOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: "built-in" };

/** Deletes an uploaded rule with its versions; its alerts stay. Callout's own can only be turned off. */
export async function deleteRule(actor: Actor, ruleId: string): Promise<DeleteRuleOutcome> {
  return inTransaction(actor, async (tx, audit) => {
    await holdRules(tx);
    const rule = await tx.rule.findUnique({ where: { id: ruleId }, select: { title: true, source: true, builtIn: true } });
    if (!rule) throw new AppError("not-found", "no such rule");
    if (rule.builtIn) return { ok: false, reason: "built-in" };
    await tx.rule.delete({ where: { id: ruleId }, select: { id: true } });
    audit("rule.delete", { type: "rule", id: ruleId }, { before: { title: rule.title, source: rule.source } });
    await relinkRules(tx);
    await raiseRevision(tx);
    return { ok: true };
  });
}

const KNOWN = {
  id: true,
  version: true,
  builtIn: true,
  isScheduleEdited: true,
  title: true,
  language: true,
  severity: true,
  severityRank: true,
  status: true,
  description: true,
  author: true,
  references: true,
  tags: true,
  falsePositives: true,
  source: true,
  logSource: true,
  product: true,
  category: true,
  service: true,
  diagnostics: true,
  refused: true,
  warnings: true,
  kind: true,
  riskScore: true,
  isBuildingBlock: true,
  authorVersion: true,
  details: true,
  canRun: true,
  everySeconds: true,
  lookBackSeconds: true,
  mostAlerts: true,
} as const satisfies Prisma.RuleSelect;

async function knownRules(tx: Transaction, rules: readonly CompiledRule[]): Promise<Map<string, KnownRule>> {
  const rows = await tx.rule.findMany({ where: { id: { in: rules.map((rule) => rule.id) } }, select: KNOWN });
  return new Map(
    rows.map(({ id, source, version, builtIn, isScheduleEdited, ...columns }) => [
      id,
      { id, source, version, builtIn, isScheduleEdited, columns: { ...columns, source } },
    ]),
  );
}

function obstacleTo(
  rule: CompiledRule,
  earlier: SeenRule | undefined,
  known: KnownRule | undefined,
  builtIn: boolean,
): Diagnostic | undefined {
  const at = { severity: "error", line: 1, column: 1 } as const;
  if (rule.id.length > LONGEST_ID) return { ...at, code: "long-id", message: `an id has at most ${LONGEST_ID} characters` };
  if (earlier) return { ...at, code: "duplicate-id", message: `"${earlier.title}" in ${earlier.file} has the same id ${rule.id}` };
  if (known?.builtIn && !builtIn)
    return { ...at, code: "built-in-id", message: `the id ${rule.id} belongs to a built-in rule: give yours its own` };
  return undefined;
}

function outcomeOf(rule: CompiledRule, outcome: RuleImportFile["outcome"], diagnostics: readonly Diagnostic[]): RuleImportFile {
  return { file: rule.file, ruleId: rule.id, title: rule.title, outcome, diagnostics };
}

const orNull = (text: string | null): string | null => (text === null ? null : storable(text));

function headColumns(rule: CompiledRule) {
  const { product, category, service } = headOf(rule.source);
  return {
    logSource: storable(rule.logSource),
    product: orNull(product),
    category: orNull(category),
    service: orNull(service),
    diagnostics: jsonOf(rule.diagnostics),
    refused: isRefused(rule),
    warnings: rule.diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length,
  };
}

/** A compiled rule as its row says it. A schedule that a person set stays. */
export function columnsOf(rule: CompiledRule, before?: { readonly isScheduleEdited: boolean }) {
  return {
    title: storable(rule.title).slice(0, LONGEST_TITLE),
    language: rule.language,
    severity: rule.severity,
    severityRank: SEVERITY_RANK[rule.severity],
    status: storable(rule.status),
    description: storable(rule.description),
    author: storable(rule.author),
    references: rule.references.map(storable),
    tags: rule.tags.map(storable),
    falsePositives: rule.falsePositives.map(storable),
    source: storable(rule.source),
    fileName: storable(rule.file),
    ...headColumns(rule),
    ...detailColumns(rule),
    ...(before?.isScheduleEdited ? {} : scheduleColumns(rule.schedule)),
  };
}
