import "server-only";
import type { Diagnostic } from "#core/detection/diagnostic";
import { SEVERITY_RANK } from "#core/detection/finding";
import type { CompiledRule } from "#core/detection/rule";
import type { Prisma } from "#lib/db/generated/client";
import { storable, storableJson } from "#lib/db/text";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../account/types.ts";
import type { SetRulesEnabled } from "./schema.ts";
import type { RuleImportFile } from "./types.ts";

const LONGEST_ID = 200;
/** What an index takes, and what a person reads. */
const LONGEST_TITLE = 500;

/** Makes every worker read the rules and exceptions anew before its next batch. */
async function raiseRevision(tx: Transaction): Promise<void> {
  await tx.detectionRevision.updateMany({ where: { id: 1 }, data: { revision: { increment: 1 } } });
}

interface KnownRule {
  readonly id: string;
  readonly source: string;
  readonly version: number;
  readonly builtIn: boolean;
  readonly diagnostics: unknown;
}

/**
 * Stores compiled rules by id: new ones are added, changed texts become a new version, equal texts change nothing.
 * A refused rule is stored with its diagnostics and does not run; it never stops the others. A rule keeps whether it is
 * enabled. `builtIn` rules are Callout's own: an upload cannot take one's id.
 */
export async function storeRules(
  actor: Actor,
  rules: readonly CompiledRule[],
  options: { readonly builtIn: boolean },
): Promise<readonly RuleImportFile[]> {
  return inTransaction(actor, async (tx, audit) => {
    const known = await knownRules(tx, rules);
    const outcomes: RuleImportFile[] = [];
    const seen = new Map<string, CompiledRule>();
    const added: CompiledRule[] = [];
    const versions: Prisma.RuleVersionCreateManyInput[] = [];
    let isRefreshed = false;
    for (const rule of rules) {
      const before = known.get(rule.id);
      const obstacle = obstacleTo(rule, seen.get(rule.id), before, options.builtIn);
      if (obstacle) {
        outcomes.push(outcomeOf(rule, "refused", [obstacle, ...rule.diagnostics]));
        continue;
      }
      seen.set(rule.id, rule);
      const isRefused = rule.plan === null;
      if (before && before.source === storable(rule.source)) {
        // The engine may have learned to read it since: what it says of the same text is kept fresh.
        if (JSON.stringify(before.diagnostics) !== JSON.stringify(rule.diagnostics)) {
          await tx.rule.update({ where: { id: rule.id }, data: { diagnostics: jsonOf(rule.diagnostics) }, select: { id: true } });
          isRefreshed = true;
        }
        outcomes.push(outcomeOf(rule, isRefused ? "refused" : "unchanged", rule.diagnostics));
        continue;
      }
      const version = (before?.version ?? 0) + 1;
      versions.push({ ruleId: rule.id, version, source: storable(rule.source), createdBy: actor.name });
      if (before) await tx.rule.update({ where: { id: rule.id }, data: { ...columnsOf(rule), version }, select: { id: true } });
      else added.push(rule);
      audit(
        before ? "rule.update" : "rule.add",
        { type: "rule", id: rule.id },
        { before: before && { version: before.version }, after: { version, title: rule.title } },
      );
      outcomes.push(outcomeOf(rule, isRefused ? "refused" : before ? "updated" : "added", rule.diagnostics));
    }
    if (added.length > 0) {
      await tx.rule.createMany({ data: added.map((rule) => ({ id: rule.id, ...columnsOf(rule), builtIn: options.builtIn })) });
    }
    if (versions.length > 0) await tx.ruleVersion.createMany({ data: versions });
    if (versions.length > 0 || isRefreshed) await raiseRevision(tx);
    return outcomes;
  });
}

/** Turns rules on or off. Events that arrive afterwards are judged accordingly; alerts already raised stay. */
export async function setRulesEnabled(actor: Actor, input: SetRulesEnabled): Promise<{ readonly changed: number }> {
  return inTransaction(actor, async (tx, audit) => {
    const before = await tx.rule.findMany({
      where: { id: { in: input.ruleIds }, enabled: !input.enabled },
      select: { id: true, title: true },
    });
    const { count } = await tx.rule.updateMany({
      where: { id: { in: before.map((rule) => rule.id) }, enabled: !input.enabled },
      data: { enabled: input.enabled },
    });
    if (count === 0) return { changed: 0 };
    const action = input.enabled ? "rule.enable" : "rule.disable";
    for (const rule of before)
      audit(action, { type: "rule", id: rule.id }, { before: { enabled: !input.enabled }, after: { enabled: input.enabled } });
    await raiseRevision(tx);
    return { changed: count };
  });
}

export type DeleteRuleOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: "built-in" };

/** Deletes an uploaded rule with its versions; its alerts stay. Callout's own can only be turned off. */
export async function deleteRule(actor: Actor, ruleId: string): Promise<DeleteRuleOutcome> {
  return inTransaction(actor, async (tx, audit) => {
    const rule = await tx.rule.findUnique({ where: { id: ruleId }, select: { title: true, source: true, builtIn: true } });
    if (!rule) throw new AppError("not-found", "no such rule");
    if (rule.builtIn) return { ok: false, reason: "built-in" };
    await tx.rule.delete({ where: { id: ruleId }, select: { id: true } });
    audit("rule.delete", { type: "rule", id: ruleId }, { before: { title: rule.title, source: rule.source } });
    await raiseRevision(tx);
    return { ok: true };
  });
}

async function knownRules(tx: Transaction, rules: readonly CompiledRule[]): Promise<Map<string, KnownRule>> {
  const rows = await tx.rule.findMany({
    where: { id: { in: rules.map((rule) => rule.id) } },
    select: { id: true, source: true, version: true, builtIn: true, diagnostics: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

function obstacleTo(
  rule: CompiledRule,
  earlier: CompiledRule | undefined,
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

const jsonOf = (diagnostics: readonly Diagnostic[]): Prisma.InputJsonValue => JSON.parse(storableJson(diagnostics));

function columnsOf(rule: CompiledRule) {
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
    logSource: storable(rule.logSource),
    source: storable(rule.source),
    fileName: storable(rule.file),
    diagnostics: jsonOf(rule.diagnostics),
  };
}
