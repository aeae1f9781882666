import "server-only";
import { db } from "#lib/db/client";
import { type Permission, permissionsOf } from "./types.ts";

/** What an account may now: read from its row every time, so that a role that was taken away is gone at once. */
export async function getPermissions(userId: string): Promise<readonly Permission[]> {
  const user = await db().user.findUnique({ where: { id: userId }, select: { role: true } });
  return permissionsOf(user?.role ?? null);
}
