import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { disconnect, pool } from "./client.ts";
import { codeOf, inClientTransaction } from "./client-transaction.ts";

afterAll(disconnect);

const key = `test:${randomUUID()}`;
const insert = 'INSERT INTO "rateLimit" (id, key, count, "lastRequest") VALUES ($1, $1, 1, 0)';
const stored = async (): Promise<number> =>
  (await pool().query('SELECT count(*)::int AS n FROM "rateLimit" WHERE key LIKE $1', [`${key}%`])).rows[0]?.n;

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

test("what fails leaves nothing, and is not tried again unless that may help", async () => {
  let tries = 0;
  const work = inClientTransaction(async (client) => {
    tries++;
    await client.query(insert, [`${key}-a`]);
    await client.query("SELECT 1 / 0");
  });
  await expect(work).rejects.toMatchObject({ code: "22012" });
  expect([tries, await stored()]).toEqual([1, 0]);
});

test.each([
  ["a deadlock", new Refused("40P01"), {}],
  [
    "what its caller calls passing",
    new Error("once"),
    { isPassing: (error: unknown) => error instanceof Error && error.message === "once" },
  ],
])("%s is tried again from the start, and leaves its work once", async (_name, error, options) => {
  const own = `${key}-${randomUUID()}`;
  let tries = 0;
  let begun = 0;
  const before = await stored();
  await inClientTransaction(
    async (client) => {
      await client.query(insert, [own]);
      if (++tries < 3) throw error;
    },
    { ...options, before: async () => void begun++ },
  );
  expect([tries, begun, (await stored()) - before]).toEqual([3, 1, 1]);
});

test("work that never gets through ends with its error", async () => {
  let tries = 0;
  const work = inClientTransaction(
    async () => {
      tries++;
      throw new Refused("40001");
    },
    { attempts: 3 },
  );
  await expect(work).rejects.toMatchObject({ code: "40001" });
  expect(tries).toBe(3);
});

test.each([
  [new Refused("23505"), "23505"],
  [Object.assign(new Error("gone"), { code: "ECONNRESET" }), undefined],
  ["23505", undefined],
])("the code of %s is %s", (error, code) => {
  expect(codeOf(error)).toBe(code);
});
