import "server-only";
import { createHash } from "node:crypto";
import { inTransaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";

/** One row a token and day: a shipper delivers every second, and its deliveries must not bury the uploads. */
function idOf(actor: Actor, day: string): string {
  const hex = createHash("sha256")
    .update(JSON.stringify(["push", actor.id, day]))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const known = new Set<string>();

/** The row that a token's deliveries of this day (UTC) are counted in. */
export async function ensurePushIngest(actor: Actor, now: Date): Promise<string> {
  const day = now.toISOString().slice(0, 10);
  const id = idOf(actor, day);
  if (known.has(id)) return id;
  await inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.ingest.createMany({
      data: [
        {
          id,
          name: `${actor.name} ${day}`,
          origin: "api",
          status: "done",
          format: "ndjson",
          createdBy: actor.id,
          createdByName: actor.name,
          createdAt: now,
          startedAt: now,
          finishedAt: now,
        },
      ],
      skipDuplicates: true,
    });
    if (count > 0) audit("ingest.create", { type: "ingest", id }, { after: { name: actor.name, origin: "api", day } });
  });
  known.add(id);
  return id;
}
