import "server-only";
import { db } from "#lib/db/client";
import type { ListUse } from "./types.ts";

/** Most that are named; a list that more rules use is used by everything. */
const MOST = 200;

/** The rules whose text names a URL. */
export async function listUses(url: string): Promise<readonly ListUse[]> {
  const rows = await db().rule.findMany({
    where: { language: "kql", source: { contains: url } },
    orderBy: { title: "asc" },
    take: MOST,
    select: { id: true, title: true, enabled: true },
  });
  return rows.map(({ id, ...row }) => ({ ruleId: id, ...row }));
}
