import "server-only";
import type { CompiledRule } from "#core/detection/rule";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import { storable, storableJson } from "#lib/db/text";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";
import { jsonOf } from "../details/mutations.ts";
import { type Relinked, relinkRules } from "../link/mutations.ts";
import { type SeenRule, storeRulesIn } from "../mutations.ts";
import { holdRules, raiseRevision } from "../revision/mutations.ts";
import type { RuleImportFile } from "../types.ts";

export interface NewRuleImport {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly startsEnabled: boolean;
}

const OUTCOME_RANK: { readonly [O in RuleImportFile["outcome"]]: number } = { refused: 0, added: 1, updated: 2, unchanged: 3 };

/** Records an upload. `enqueue` writes its job in the same transaction, so neither is ever without the other. */
export async function createRuleImport(
  actor: Actor,
  input: NewRuleImport,
  now: Date,
  enqueue: (tx: Transaction, importId: string) => Promise<void>,
): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const name = storable(input.name);
    await tx.ruleImport.create({
      data: {
        ...input,
        name,
        contentType: storable(input.contentType),
        createdByType: actor.type,
        createdBy: actor.id,
        createdByName: actor.name,
        createdAt: now,
      },
      select: { id: true },
    });
    await enqueue(tx, input.id);
    audit("rule-import.create", { type: "rule-import", id: input.id }, { after: { name, size: input.size } });
  });
}

export interface StartedImport {
  readonly name: string;
  readonly contentType: string;
  readonly startsEnabled: boolean;
  /** Files that an interrupted attempt has stored. */
  readonly filesRead: number;
}

/** Takes an import into work; null when there is nothing to do: it has ended or is gone. */
export async function startRuleImport(importId: string, now: Date): Promise<StartedImport | null> {
  const { count } = await db().ruleImport.updateMany({
    where: { id: importId, status: { in: ["queued", "running"] } },
    data: { status: "running", startedAt: now, error: null },
  });
  if (count === 0) return null;
  return db().ruleImport.findUnique({
    where: { id: importId },
    select: { name: true, contentType: true, startsEnabled: true, filesRead: true },
  });
}

/** Says what an upload has in it, before any of it is read. An attempt that goes on leaves what was counted. */
export async function countImportFiles(
  importId: string,
  { files, skipped }: { readonly files: number; readonly skipped: number },
): Promise<void> {
  await db().ruleImport.updateMany({ where: { id: importId, filesRead: 0 }, data: { files, skipped } });
}

/** A part of an upload, compiled: its files, their rules, and what could not become a rule. */
export interface ImportPart {
  readonly files: number;
  /** Of the files: no rules, as their texts say. */
  readonly others: number;
  readonly rules: readonly CompiledRule[];
  /** Where each rule stands in the upload, for people: a file, or a line of one. */
  readonly names: readonly string[];
  readonly unreadable: readonly RuleImportFile[];
}

/**
 * Stores one part with its lines and counts in one transaction: an import that breaks off goes on after the last part it stored,
 * and its report stays true.
 */
export async function storeImportPart(
  actor: Actor,
  importId: string,
  part: ImportPart,
  options: { readonly startsEnabled: boolean; readonly seen: Map<string, SeenRule> },
): Promise<void> {
  const seen = new Map(options.seen);
  await inTransaction(actor, async (tx, audit) => {
    const { outcomes, addedOff, hasChanged } = await storeRulesIn({ tx, audit, actor }, part.rules, {
      builtIn: false,
      startsEnabled: options.startsEnabled,
      seen,
      raisesLater: true,
    });
    const placed = outcomes.map((outcome, index) => ({ ...outcome, file: part.names[index] ?? outcome.file }));
    const lines = [...placed, ...part.unreadable];
    const last = await tx.ruleImportLine.aggregate({ where: { importId }, _max: { ordinal: true } });
    const first = (last._max.ordinal ?? 0) + 1;
    await tx.ruleImportLine.createMany({ data: lines.map((line, index) => lineOf(importId, first + index, line)) });
    const count = (outcome: RuleImportFile["outcome"]) => ({ increment: lines.filter((line) => line.outcome === outcome).length });
    await tx.ruleImport.update({
      where: { id: importId },
      data: {
        filesRead: { increment: part.files },
        added: count("added"),
        updated: count("updated"),
        unchanged: count("unchanged"),
        refused: count("refused"),
        addedOff: { increment: addedOff },
        skipped: { increment: part.others },
        ...(hasChanged && { changedRules: true }),
      },
      select: { id: true },
    });
  });
  for (const [id, where] of seen) options.seen.set(id, where);
}

export interface ImportEnd {
  readonly status: "done" | "failed" | "cancelled";
  readonly error: string | null;
}

/**
 * Ends an import, once. What it stored is in force from now on: the detection revision is raised here and not with each part, so that
 * workers compile a collection once.
 */
export async function finishRuleImport(importId: string, { status, error }: ImportEnd, now: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    const [row] = await tx.ruleImport.updateManyAndReturn({
      where: { id: importId, status: { in: ["queued", "running"] } },
      data: { status, error: error && storable(error), finishedAt: now },
      select: { changedRules: true },
    });
    if (!row?.changedRules) return;
    await holdRules(tx);
    await correctLines(tx, importId, await relinkRules(tx));
    await raiseRevision(tx);
  });
}

/** Rules that waited for another one of the same upload have it now: the report says what became of them. */
async function correctLines(tx: Transaction, importId: string, relinked: readonly Relinked[]): Promise<void> {
  for (const { id, isRefused, diagnostics } of relinked) {
    if (isRefused) continue;
    const data = { outcome: "added", outcomeRank: OUTCOME_RANK.added, diagnostics: jsonOf(diagnostics) };
    const { count } = await tx.ruleImportLine.updateMany({ where: { importId, ruleId: id, outcome: "refused" }, data });
    await tx.ruleImport.update({
      where: { id: importId },
      data: { added: { increment: count }, refused: { decrement: count } },
      select: { id: true },
    });
  }
}

/** Ends an import that waits, and asks the worker to stop one that runs; what it has stored stays. */
export async function cancelRuleImport(actor: Actor, importId: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const waiting = await tx.ruleImport.updateMany({
      where: { id: importId, status: "queued" },
      data: { status: "cancelled", finishedAt: now },
    });
    const running = await tx.ruleImport.updateMany({ where: { id: importId, status: "running" }, data: { cancelRequested: true } });
    if (waiting.count + running.count > 0) audit("rule-import.cancel", { type: "rule-import", id: importId }, {});
  });
}

export async function isImportCancelled(importId: string): Promise<boolean> {
  const row = await db().ruleImport.findUnique({ where: { id: importId }, select: { cancelRequested: true } });
  return row?.cancelRequested === true;
}

function lineOf(importId: string, ordinal: number, line: RuleImportFile): Prisma.RuleImportLineCreateManyInput {
  return {
    importId,
    ordinal,
    file: storable(line.file),
    ruleId: line.ruleId === null ? null : storable(line.ruleId),
    title: line.title === null ? null : storable(line.title),
    outcome: line.outcome,
    outcomeRank: OUTCOME_RANK[line.outcome],
    diagnostics: JSON.parse(storableJson(line.diagnostics)),
  };
}
