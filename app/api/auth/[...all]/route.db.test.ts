import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auth } from "#lib/auth";
import { db, disconnect } from "#lib/db/client";
import { POST } from "./route.ts";

const id = randomUUID();
const [email, password] = [`${id}@example.com`, "correct horse battery"];
const origin = "http://callout.example";

beforeAll(async () => {
  const hash = await (await auth().$context).password.hash(password);
  await db().user.create({ data: { id, name: "Ana", email, emailVerified: true } });
  await db().account.create({ data: { id, accountId: id, providerId: "credential", userId: id, password: hash } });
});
afterAll(async () => {
  await db().user.deleteMany({ where: { id } });
  await db().rateLimit.deleteMany({});
  await disconnect();
});

let hop = 0;
/** A request that claims to come from an address of its own. */
function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const from = `198.51.100.${++hop % 250}`;
  return POST(
    new Request(`${origin}/api/auth/${path}`, {
      method: "POST",
      headers: { host: "callout.example", origin, "content-type": "application/json", "x-forwarded-for": from, ...headers },
      body: JSON.stringify(body),
    }),
  );
}

describe("signing in", () => {
  test("makes a session that no earlier cookie names, and one that scripts of a page cannot read", async () => {
    const planted = "callout.session_token=planted.signature";
    const answer = await post("sign-in/email", { email, password }, { cookie: planted });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/callout\.session_token=(?!planted)[^;]+;.*HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  test("is refused from another site", async () => {
    const answer = await post("sign-in/email", { email, password }, { origin: "https://evil.example", cookie: "a=b" });
    expect(answer.status).toBe(403);
  });

  test("passwords of one account cannot be tried without end, whatever address each try says it comes from", async () => {
    const statuses: number[] = [];
    for (let tried = 0; tried < 22; tried++) statuses.push((await post("sign-in/email", { email, password: "a wrong password" })).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.slice(20)).toEqual([429, 429]);
  });
});

describe("what nobody here asks for", () => {
  test.each([
    "update-user",
    "change-password",
    "delete-user",
    "sign-up/email",
    "revoke-sessions",
    "request-password-reset",
    "sign-in/social",
  ])("%s is not there: it would change an account without a trace in the audit", async (path) => {
    const signedIn = await auth()
      .api.signInEmail({ body: { email, password }, asResponse: true })
      .catch(() => null);
    const cookie = signedIn?.headers.get("set-cookie")?.split(";")[0] ?? "";
    const answer = await post(path, { name: "Mallory", newPassword: "a new long password", currentPassword: password }, { cookie });
    expect(answer.status).toBe(404);
  });
});
