import "server-only";
import { storable } from "#lib/db/text";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";
import { SHOWN, shown } from "./data.ts";
import type { SaveQuery } from "./schema.ts";
import type { DeleteQueryOutcome, SaveQueryOutcome } from "./types.ts";

/** Saves a new query, or changes one of the actor's own, if nobody changed it since it was read. */
export async function saveQuery(actor: Actor, input: SaveQuery, now: Date): Promise<SaveQueryOutcome> {
  const { id, version, ...asked } = input;
  const fields = {
    ...asked,
    name: storable(asked.name),
    description: storable(asked.description),
    folder: storable(asked.folder),
    tags: asked.tags.map(storable),
    text: storable(asked.text),
  };
  return inTransaction(actor, async (tx, audit) => {
    if (id === null) {
      const row = await tx.savedQuery.create({
        data: { ...fields, ownerId: actor.id, ownerName: actor.name, createdAt: now, updatedAt: now },
        select: SHOWN,
      });
      audit("query.save", { type: "saved-query", id: row.id }, { after: fields });
      return { ok: true, query: shown(row, actor.id) };
    }
    const before = await ownQuery(tx, actor, id, false);
    if (!before.ok) return before;
    // The guard is in the write: of two tabs saving at once, one is told.
    const where = { id, version: version ?? before.row.version, deletedAt: null };
    const { count } = await tx.savedQuery.updateMany({ where, data: { ...fields, updatedAt: now, version: where.version + 1 } });
    if (count === 0) return { ok: false, reason: "changed-meanwhile" };
    const row = await tx.savedQuery.findUniqueOrThrow({ where: { id }, select: SHOWN });
    const { name, description, folder, tags, language, text, range, isShared } = before.row;
    audit(
      "query.change",
      { type: "saved-query", id },
      { before: { name, description, folder, tags, language, text, range, isShared }, after: fields },
    );
    return { ok: true, query: shown(row, actor.id) };
  });
}

/** Takes a query of the actor's own out of everybody's list. `restoreQuery` brings it back. */
export async function deleteQuery(actor: Actor, id: string, now: Date): Promise<DeleteQueryOutcome> {
  return inTransaction(actor, async (tx, audit) => {
    const found = await ownQuery(tx, actor, id, false);
    if (!found.ok) return found;
    await tx.savedQuery.update({ where: { id }, data: { deletedAt: now, version: found.row.version + 1 } });
    audit("query.delete", { type: "saved-query", id }, { before: { name: found.row.name } });
    return { ok: true };
  });
}

/** Brings back what the actor deleted. */
export async function restoreQuery(actor: Actor, id: string): Promise<DeleteQueryOutcome> {
  return inTransaction(actor, async (tx, audit) => {
    const found = await ownQuery(tx, actor, id, true);
    if (!found.ok) return found;
    await tx.savedQuery.update({ where: { id }, data: { deletedAt: null, version: found.row.version + 1 } });
    audit("query.restore", { type: "saved-query", id }, { after: { name: found.row.name } });
    return { ok: true };
  });
}

async function ownQuery(tx: Transaction, actor: Actor, id: string, isDeleted: boolean) {
  const row = await tx.savedQuery.findFirst({ where: { id, deletedAt: isDeleted ? { not: null } : null }, select: SHOWN });
  // Of somebody else's personal query not even the existence is told.
  if (!row || (row.ownerId !== actor.id && !row.isShared)) return { ok: false, reason: "gone" } as const;
  if (row.ownerId !== actor.id) return { ok: false, reason: "not-yours" } as const;
  return { ok: true, row } as const;
}
