import "server-only";
import { db } from "#lib/db/client";
import type { ActorId } from "../../account/types.ts";
import { QUERY_LANGUAGES } from "./schema.ts";
import type { SavedQuery } from "./types.ts";

export const SHOWN = {
  id: true,
  name: true,
  description: true,
  folder: true,
  tags: true,
  language: true,
  text: true,
  range: true,
  isShared: true,
  ownerId: true,
  ownerName: true,
  updatedAt: true,
  version: true,
} as const;

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  readonly tags: readonly string[];
  readonly language: string;
  readonly text: string;
  readonly range: string;
  readonly isShared: boolean;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly updatedAt: Date;
  readonly version: number;
}

/** A stored row as `reader` sees it. */
export function shown({ ownerId, updatedAt, language, ...row }: Stored, reader: ActorId): SavedQuery {
  return {
    ...row,
    language: QUERY_LANGUAGES.find((known) => known === language) ?? "kql",
    isMine: ownerId === reader,
    updatedAt: updatedAt.toISOString(),
  };
}

/** Most that are listed; nobody keeps as many in one head. */
const MOST = 2000;

/** The reader's own queries and everybody's shared ones, by folder and name. */
export async function listSavedQueries(reader: ActorId): Promise<readonly SavedQuery[]> {
  const rows = await db().savedQuery.findMany({
    where: { deletedAt: null, OR: [{ ownerId: reader }, { isShared: true }] },
    orderBy: [{ folder: "asc" }, { name: "asc" }, { id: "asc" }],
    take: MOST,
    select: SHOWN,
  });
  return rows.map((row) => shown(row, reader));
}

/** One query, or null when there is none that `reader` may see. */
export async function getSavedQuery(id: string, reader: ActorId): Promise<SavedQuery | null> {
  const row = await db().savedQuery.findFirst({
    where: { id, deletedAt: null, OR: [{ ownerId: reader }, { isShared: true }] },
    select: SHOWN,
  });
  return row ? shown(row, reader) : null;
}
