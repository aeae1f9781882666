import "server-only";
import { compileStored } from "#core/detection/compile-stored";
import { inTransaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../../account/types.ts";
import { listPlaceholders } from "../../placeholder/data.ts";
import { relinkRules } from "../link/mutations.ts";
import { columnsOf } from "../mutations.ts";
import { holdRules, raiseRevision } from "../revision/mutations.ts";
import { settleSchedules } from "../schedule/mutations.ts";
import type { RestoreRule } from "../schema.ts";
import type { RestoreOutcome } from "../types.ts";

/**
 * Brings an earlier text of a rule back as its newest version; nothing of the history is lost, and whether the rule is enabled
 * stays. Throws `not-found` for a rule or version that is not there.
 */
export async function restoreRule(actor: Actor, input: RestoreRule): Promise<RestoreOutcome> {
  const { ruleId, version: restored } = input;
  return inTransaction(actor, async (tx, audit): Promise<RestoreOutcome> => {
    await holdRules(tx);
    const select = { source: true, version: true, builtIn: true, fileName: true, isScheduleEdited: true } as const;
    const rule = await tx.rule.findUnique({ where: { id: ruleId }, select });
    const earlier = await tx.ruleVersion.findUnique({
      where: { ruleId_version: { ruleId, version: restored } },
      select: { source: true, authorVersion: true },
    });
    if (!rule || !earlier) throw new AppError("not-found", "no such version of the rule");
    if (rule.builtIn) return { ok: false, reason: "built-in" };
    if (earlier.source === rule.source) return { ok: false, reason: "same" };
    const placeholders = await listPlaceholders(tx);
    const { rules } = compileStored({ file: rule.fileName, text: earlier.source }, { placeholders });
    const compiled = rules.find((candidate) => candidate.id === ruleId);
    if (!compiled) return { ok: false, reason: "other-id" };
    const version = rule.version + 1;
    await tx.rule.update({ where: { id: ruleId }, data: { ...columnsOf(compiled, rule), version }, select: { id: true } });
    await tx.ruleVersion.create({
      data: {
        ruleId,
        version,
        source: earlier.source,
        createdBy: actor.name,
        restoredFrom: restored,
        authorVersion: earlier.authorVersion,
      },
      select: { version: true },
    });
    audit("rule.restore", { type: "rule", id: ruleId }, { before: { version: rule.version }, after: { version, restored } });
    await settleSchedules(tx, [ruleId]);
    await relinkRules(tx);
    await raiseRevision(tx);
    return { ok: true, version };
  });
}
