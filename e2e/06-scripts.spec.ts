import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { stranger, test } from "./pages/console.ts";

const NDJSON = { "content-type": "application/x-ndjson" };

test("a script with a token is answered line by line; the second time everything is doubled", async ({ page, console, request }) => {
  const machine = desk(newHost("SCRIPT"));
  const process = machine.start(machine.known("C:\\Windows\\explorer.exe"), MSBUILD, `${MSBUILD} a.csproj`);
  machine.connect(process, newAddress(), 8443);
  const [start, connection] = machine.ndjson().split("\n");
  const body = [start, "{not json", "", connection, '["an array"]', start].join("\n");

  await console.tokens.open();
  const token = await console.tokens.make(machine.host);
  const headers = { ...NDJSON, authorization: `Bearer ${token}` };
  const first = await request.post("/api/v1/events", { headers, data: body });
  expect(first.status()).toBe(207);
  const answer = await first.json();
  expect(answer).toMatchObject({ stored: 2, duplicates: 1, faults: 2, findings: 1 });
  expect(answer.results.map(({ line, status }: { line: number; status: string }) => `${line} ${status}`)).toEqual([
    "1 stored",
    "2 fault",
    "4 stored",
    "5 fault",
    "6 duplicate",
  ]);
  expect(answer.results[1]).toMatchObject({ code: "not-json", detail: expect.stringMatching(/./) });
  expect(answer.results[4].id).toBe(answer.results[0].id);

  const again = await request.post("/api/v1/events", {
    headers: { ...headers, "content-encoding": "gzip" },
    data: gzipSync(machine.ndjson()),
  });
  expect(again.status()).toBe(200);
  expect(await again.json()).toMatchObject({ stored: 0, duplicates: 2, faults: 0, findings: 0 });

  await console.queue.open({ host: machine.host });
  await expect(console.queue.row("MSBuild Connecting to Non-Standard Ports")).toHaveCount(1);
  await console.tokens.open();
  await expect(console.tokens.row(machine.host)).not.toContainText("never");
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
});

test("a revoked token is worth nothing from the next request on", async ({ console, request }) => {
  const machine = desk(newHost("REVOKED"));
  machine.connect(machine.known(MSBUILD), newAddress(), 8443);
  await console.tokens.open();
  const token = await console.tokens.make(machine.host);
  const send = () => request.post("/api/v1/events", { headers: { ...NDJSON, authorization: `Bearer ${token}` }, data: machine.ndjson() });
  expect((await send()).status()).toBe(200);
  await console.tokens.revoke(machine.host);
  const refused = await send();
  expect(refused.status()).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: "unauthenticated" } });
});

stranger("a wrong token, half a token and none are refused", async ({ request }) => {
  for (const authorization of ["Bearer callout_0000000000000000000000000000000000000000000", "Bearer ", "Basic aWJ6Omlieg==", ""]) {
    const answer = await request.post("/api/v1/events", { headers: { ...NDJSON, authorization }, data: "{}" });
    expect(answer.status()).toBe(401);
  }
});

test("an account's session does not open the door for scripts, and a token does not open the console", async ({
  console,
  request,
  playwright,
}) => {
  expect((await request.post("/api/v1/events", { headers: NDJSON, data: "{}" })).status()).toBe(401);
  await console.tokens.open();
  const token = await console.tokens.make(newHost("DOOR"));
  const script = await playwright.request.newContext({
    baseURL: process.env.BASE_URL ?? "",
    storageState: { cookies: [], origins: [] },
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const page = await script.get("/alerts", { maxRedirects: 0 });
  expect(page.headers().location ?? page.url()).toContain("/sign-in");
  expect((await script.post("/api/ingests?name=a.ndjson", { data: "{}" })).status()).toBe(401);
  await script.dispose();
});
