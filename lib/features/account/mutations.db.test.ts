import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { auth } from "#lib/auth";
import { db, disconnect } from "#lib/db/client";
import { secretHash } from "./data.ts";
import { createFirstAccount } from "./mutations.ts";

const now = new Date("2026-03-04T05:06:07Z");
const token = "a-set-up-link-of-this-test-only";
const ana = { token, name: "Ana", email: "Ana@Example.com", password: "correct horse battery" };

async function openLink(expiresAt: Date): Promise<void> {
  const row = { tokenHash: secretHash(token), expiresAt, usedAt: null };
  await db().setupLink.upsert({ where: { id: 1 }, create: row, update: row });
}

beforeEach(async () => {
  await db().user.deleteMany({ where: { email: "ana@example.com" } });
});
afterAll(async () => {
  await db().user.deleteMany({ where: { email: "ana@example.com" } });
  await disconnect();
});

describe("the first account", () => {
  test.each([
    ["a made-up link", { ...ana, token: "not-the-token-that-was-printed" }, new Date("2026-03-05T00:00:00Z")],
    ["a link of yesterday", ana, new Date("2026-03-04T05:06:06Z")],
  ])("%s is refused before a password is hashed: that is half a second of this machine for whoever asks", async (_name, input, until) => {
    await openLink(until);
    const { password } = await auth().$context;
    const hash = vi.spyOn(password, "hash");
    expect(await createFirstAccount(input, now)).toEqual({ ok: false, reason: "link-closed" });
    expect(hash).not.toHaveBeenCalled();
    hash.mockRestore();
  });

  test("of two people with the link one gets in, with a password that signs in", async () => {
    await openLink(new Date("2026-03-05T00:00:00Z"));
    const outcomes = await Promise.all([createFirstAccount(ana, now), createFirstAccount({ ...ana, name: "Bo" }, now)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const [account] = await db().account.findMany({ where: { user: { email: "ana@example.com" } }, select: { password: true } });
    const { password } = await auth().$context;
    expect(await password.verify({ hash: account?.password ?? "", password: ana.password })).toBe(true);
  });
});
