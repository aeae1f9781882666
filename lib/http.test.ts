import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { AppError } from "./errors.ts";
import { answer, bodyOf, requireSameOrigin, streamOf } from "./http.ts";

beforeAll(() => {
  process.env.DATABASE_URL ??= "postgresql://nowhere/test";
  process.env.AUTH_SECRET ??= "s".repeat(32);
});

describe("where a request comes from", () => {
  const request = (headers: Record<string, string>) =>
    new Request("http://callout.example/api/ingests", { method: "POST", headers: { host: "callout.example", ...headers } });

  test.each<readonly [string, Record<string, string>]>([
    ["a script without an origin", {}],
    ["the console itself", { origin: "http://callout.example", "sec-fetch-site": "same-origin" }],
    ["the console behind TLS", { origin: "https://callout.example" }],
  ])("%s may write", (_name, headers) => {
    expect(() => requireSameOrigin(request(headers))).not.toThrow();
  });

  test.each<readonly [string, Record<string, string>]>([
    ["another site", { origin: "https://evil.example" }],
    ["a sandboxed page", { origin: "null" }],
    ["another site that hides its origin", { "sec-fetch-site": "cross-site" }],
    ["a name that ends like ours", { origin: "https://evil-callout.example" }],
  ])("%s may not", (_name, headers) => {
    expect(() => requireSameOrigin(request(headers))).toThrow(AppError);
  });
});

describe("answers", () => {
  test.each([
    [new AppError("too-large", "too big"), 413, "too-large"],
    [new AppError("rate-limited", "later"), 429, "rate-limited"],
    [z.string().safeParse(1).error, 400, "invalid"],
  ])("%s has its status", async (error, status, code) => {
    const response = await answer(() => Promise.reject(error));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test("what nobody foresaw is not told to the sender", async () => {
    const { log } = await import("./log.ts");
    const logged = vi.spyOn(log, "error").mockImplementation(() => {});
    const response = await answer(() => Promise.reject(new Error("password=hunter2")));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
    expect(logged).toHaveBeenCalledOnce();
  });
});

test("an answer that nobody reads to its end stops what makes it", async () => {
  let made = 0;
  let isStopped = false;
  async function* lines(): AsyncGenerator<string> {
    try {
      for (;;) yield `line ${++made}\n`;
    } finally {
      isStopped = true;
    }
  }
  const reader = streamOf(lines()).getReader();
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("line 1\n");
  await reader.cancel();
  expect(isStopped).toBe(true);
  expect(made).toBeLessThan(4);
});

test("a body is given in pieces up to its limit and refused beyond", async () => {
  const request = () => new Request("http://x.example/", { method: "POST", body: "0123456789" });
  const read = async (limit: number) => {
    let text = "";
    for await (const piece of bodyOf(request(), limit)) text += Buffer.from(piece).toString();
    return text;
  };
  expect(await read(10)).toBe("0123456789");
  await expect(read(9)).rejects.toMatchObject({ code: "too-large" });
});
