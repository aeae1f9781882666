import "server-only";
import { randomBytes } from "node:crypto";
import { auth } from "#lib/auth";
import { db } from "#lib/db/client";
import { inTransaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import { isSetupOpen, secretHash } from "./data.ts";
import type { CreateToken, FirstAccount } from "./schema.ts";
import { systemActor } from "./system.ts";
import type { Actor } from "./types.ts";

const LAST_USED_STEP_MS = 60_000;

export type FirstAccountOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: "link-closed" };

/**
 * Creates the first account. The link is taken with a guarded write before the account is made,
 * so of two people holding it one gets in and the other is told that it is closed.
 */
export async function createFirstAccount(input: FirstAccount, now: Date): Promise<FirstAccountOutcome> {
  // Everybody may call this, and a hash is made to cost much: a link that opens nothing costs one look.
  if (!(await isSetupOpen(input.token, now))) return { ok: false, reason: "link-closed" };
  const passwordHash = await (await auth().$context).password.hash(input.password);
  return inTransaction(systemActor("setup"), async (tx, audit) => {
    const { count } = await tx.setupLink.updateMany({
      where: { tokenHash: secretHash(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0 || (await tx.user.count()) > 0) return { ok: false, reason: "link-closed" };
    const id = randomBytes(16).toString("hex");
    const email = input.email.toLowerCase();
    await tx.user.create({ data: { id, name: input.name, email, emailVerified: true, role: "admin", createdAt: now, updatedAt: now } });
    await tx.account.create({
      data: {
        id: randomBytes(16).toString("hex"),
        accountId: id,
        providerId: "credential",
        userId: id,
        password: passwordHash,
        updatedAt: now,
      },
    });
    audit("account.create", { type: "account", id }, { after: { email, name: input.name, role: "admin" } });
    return { ok: true };
  });
}

/** Makes a service token. Its text is returned here once and never again. */
export async function createServiceToken(actor: Actor, input: CreateToken, now: Date): Promise<{ id: string; text: string }> {
  const text = `callout_${randomBytes(32).toString("base64url")}`;
  return inTransaction(actor, async (tx, audit) => {
    const expiresAt = input.days === null ? null : new Date(now.getTime() + input.days * 86_400_000);
    const row = await tx.serviceToken.create({
      data: {
        name: input.name,
        scopes: input.scopes,
        tokenHash: secretHash(text),
        start: text.slice(0, 14),
        createdBy: actor.id,
        expiresAt,
      },
      select: { id: true },
    });
    audit("token.create", { type: "token", id: row.id }, { after: { name: input.name, scopes: input.scopes, expiresAt } });
    return { id: row.id, text };
  });
}

/** Revokes a token at once; scripts using it get 401 from the next request on. */
export async function revokeServiceToken(actor: Actor, tokenId: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.serviceToken.updateMany({ where: { id: tokenId, revokedAt: null }, data: { revokedAt: now } });
    if (count === 0) throw new AppError("not-found", "no such token, or it was revoked already");
    audit("token.revoke", { type: "token", id: tokenId }, { after: { revokedAt: now } });
  });
}

/** Notes that a token was used, at most once a minute: a shipper's every request need not write. */
export async function touchServiceToken(tokenId: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - LAST_USED_STEP_MS);
  await db().serviceToken.updateMany({
    where: { id: tokenId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
    data: { lastUsedAt: now },
  });
}
