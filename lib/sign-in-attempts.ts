import "server-only";
import { createHash } from "node:crypto";
import { db } from "./db/client.ts";

/**
 * Passwords that one account is tried with before it waits. Counted by account, beside the limit by address: an address is what a
 * header says it is.
 */
export const ATTEMPTS = { most: 20, milliseconds: 60_000 } as const;

/** What was typed need not be an address, and may be a password in the wrong field. */
const keyOf = (email: string): string => `account:${createHash("sha256").update(email.toLowerCase()).digest("hex")}`;

/** Takes one of an account's attempts; false when there is none left, until it has been left alone for the time of `ATTEMPTS`. */
export async function takeAttempt(email: string, now: Date): Promise<boolean> {
  const key = keyOf(email);
  const at = now.getTime();
  // One statement: of many tries at once none reads a count that another is about to change.
  const taken = await db().$executeRaw`
    INSERT INTO "rateLimit" AS r (id, key, count, "lastRequest") VALUES (${key}, ${key}, 1, ${at})
    ON CONFLICT (key) DO UPDATE
      SET count = CASE WHEN r."lastRequest" <= ${at - ATTEMPTS.milliseconds} THEN 1 ELSE r.count + 1 END, "lastRequest" = ${at}
      WHERE r.count < ${ATTEMPTS.most} OR r."lastRequest" <= ${at - ATTEMPTS.milliseconds}`;
  return taken > 0;
}

/** Gives an account its attempts back, once its password was right. */
export async function forgetAttempts(email: string): Promise<void> {
  await db().rateLimit.deleteMany({ where: { key: keyOf(email) } });
}
