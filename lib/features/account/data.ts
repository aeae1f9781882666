import "server-only";
import { createHash } from "node:crypto";
import { db } from "#lib/db/client";
import { type ServiceTokenRow, TOKEN_SCOPES, type TokenScope } from "./types.ts";

/** What is kept of a secret. The secrets are 32 random bytes, so a plain SHA-256 cannot be searched backwards. */
export function secretHash(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

/** Whether anybody can sign in yet. */
export async function hasAccounts(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null;
}

/** Whether this set-up token opens the first account: right, unused, unexpired, and nobody has an account. */
export async function isSetupOpen(token: string, now: Date): Promise<boolean> {
  if (await hasAccounts()) return false;
  const link = await db().setupLink.findFirst({
    where: { tokenHash: secretHash(token), usedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  });
  return link !== null;
}

function isScope(text: string): text is TokenScope {
  return (TOKEN_SCOPES as readonly string[]).includes(text);
}

/** Every service token ever made, newest first; revoked ones included, so that a leak can be traced. */
export async function listServiceTokens(): Promise<readonly ServiceTokenRow[]> {
  const rows = await db().serviceToken.findMany({
    orderBy: { createdAt: "desc" },
    select: { id: true, name: true, start: true, scopes: true, createdAt: true, expiresAt: true, lastUsedAt: true, revokedAt: true },
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    start: row.start,
    scopes: row.scopes.filter(isScope),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }));
}

/** The live token with this text, or null. */
export async function findServiceToken(text: string, now: Date): Promise<{ id: string; name: string; scopes: readonly string[] } | null> {
  const row = await db().serviceToken.findUnique({
    where: { tokenHash: secretHash(text) },
    select: { id: true, name: true, scopes: true, expiresAt: true, revokedAt: true },
  });
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
  return { id: row.id, name: row.name, scopes: row.scopes };
}
