import "server-only";
import type { CompiledRule } from "#core/detection/rule";
import type { Prisma } from "#lib/db/generated/client";
import { storable, storableJson } from "#lib/db/text";

const LONGEST_KIND = 40;
const LONGEST_VERSION = 60;

/** What a rule's file carries beside the query, as its row says it. */
export function detailColumns({ details = {}, language, plan }: CompiledRule) {
  const { riskScore, isBuildingBlock, type } = details;
  return {
    kind: storable(type ?? language).slice(0, LONGEST_KIND),
    riskScore: riskScore === undefined || !Number.isFinite(riskScore) ? null : Math.min(100, Math.max(0, Math.round(riskScore))),
    isBuildingBlock: isBuildingBlock === true,
    authorVersion: authorVersionOf(details.authorVersion),
    details: jsonOf(details),
    // One event is judged as it arrives, whatever schedule the file has for engines that cannot do that.
    canRun: plan !== null && plan.op !== "scan",
  };
}

export function authorVersionOf(written: string | undefined): string | null {
  return written === undefined || written === "" ? null : storable(written).slice(0, LONGEST_VERSION);
}

export const jsonOf = (value: unknown): Prisma.InputJsonValue => JSON.parse(storableJson(value));

/** A value as text that is equal for equal values: jsonb gives members back in another order than they were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
