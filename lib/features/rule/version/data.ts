import "server-only";
import { db } from "#lib/db/client";
import type { VersionPair } from "../types.ts";

const MOST_VERSIONS = 500;

/**
 * Two versions of a rule to compare: those asked for, otherwise the last and the one before it. Null when there is no such rule or
 * no such version.
 */
export async function getVersionPair(
  ruleId: string,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<VersionPair | null> {
  const rule = await db().rule.findUnique({
    where: { id: ruleId },
    select: {
      title: true,
      builtIn: true,
      version: true,
      versions: {
        select: { version: true, createdAt: true, createdBy: true, restoredFrom: true, authorVersion: true },
        orderBy: { version: "desc" },
        take: MOST_VERSIONS,
      },
    },
  });
  if (!rule) return null;
  const to = asked.to ?? rule.version;
  const from = asked.from ?? Math.max(1, to - 1);
  const texts = await db().ruleVersion.findMany({
    where: { ruleId, version: { in: [from, to] } },
    select: { version: true, source: true },
  });
  const before = texts.find((text) => text.version === from);
  const after = texts.find((text) => text.version === to);
  if (!before || !after) return null;
  return {
    ruleId,
    title: rule.title,
    builtIn: rule.builtIn,
    current: rule.version,
    versions: rule.versions.map((version) => ({ ...version, createdAt: version.createdAt.toISOString() })),
    from: before,
    to: after,
  };
}
