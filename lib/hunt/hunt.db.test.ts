import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#features/account/system";
import { getEvents } from "#features/event/data";
import { getHunt, listHuntRows, listHunts } from "#features/hunt/data";
import { beginHunt, cancelHunt, createHunt, expireHunts } from "#features/hunt/mutations";
import type { StartHunt } from "#features/hunt/schema";
import { disconnect, pool } from "#lib/db/client";
import { queryStore } from "./query-store.ts";
import type { StoreQuery } from "./question.ts";
import { runHunt } from "./run-hunt.ts";
import { storeEvents } from "./testing/store-events.ts";
import { eventsOf } from "./testing/two-ways.ts";
import { closeThreads } from "./threads.ts";

const actor = systemActor(`hunter-${randomUUID()}`);
const host = `hunt-${randomUUID()}.example`;
const START = Date.UTC(2021, 2, 9, 9);
const NOW = (START + 86_400_000) * 1_000;
const within = { now: NOW, from: START * 1_000, to: NOW } satisfies StoreQuery;
const EVENTS = 3_000;

const line = (n: number) => ({
  EventTime: new Date(START + n * 1_000).toISOString().slice(0, 19).replace("T", " "),
  UtcTime: new Date(START + n * 1_000).toISOString().slice(0, 23).replace("T", " "),
  Hostname: host,
  Channel: "Microsoft-Windows-Sysmon/Operational",
  SourceName: "Microsoft-Windows-Sysmon",
  EventID: n % 2 === 0 ? 3 : 1,
  RecordNumber: n,
  ProcessGuid: `{00000000-0000-0000-0000-${String(1 + (n % 7)).padStart(12, "0")}}`,
  ProcessId: String(100 + (n % 7)),
  Image: `C:\\x\\${n % 100 === 0 ? "MSBuild" : "agent"}.exe`,
  CommandLine: `agent.exe job-${n}`,
  User: "CORP\\ann",
  Protocol: "tcp",
  Initiated: "true",
  SourceIp: "10.0.0.5",
  SourcePort: "50000",
  DestinationIp: `52.97.${n % 200}.7`,
  DestinationPort: "8443",
});

beforeAll(async () => {
  const bytes = Buffer.from(Array.from({ length: EVENTS }, (_, n) => JSON.stringify(line(n))).join("\n"));
  expect(await storeEvents(await eventsOf("hunt.ndjson", bytes, NOW))).toBe(EVENTS);
});
afterAll(async () => {
  await closeThreads();
  await disconnect();
});

const OURS = `| where DeviceName == "${host}"`;
/** Pairs of pairs: more than any test waits for. */
const ENDLESS = `let A = DeviceNetworkEvents ${OURS} | extend k = 1;
A | join kind=inner (A | extend k = 1) on k | join kind=inner (A | extend k = 1) on k | where strlen(RemoteIP) == 999 | count`;

describe("a query over the store", () => {
  test("gives rows with the events they come from, and counts what it reads", async () => {
    const seen: number[] = [];
    const query = `DeviceNetworkEvents ${OURS} and InitiatingProcessFileName =~ "msbuild.exe" | summarize Connections = count() by DeviceName`;
    const answer = await queryStore(query, { ...within, onProgress: ({ read }) => seen.push(read) });
    if (!answer.ok) throw new Error(answer.diagnostic.message);
    expect(answer.columns).toEqual([
      { name: "DeviceName", type: "string" },
      { name: "Connections", type: "long" },
    ]);
    expect(answer.rows).toMatchObject([{ cells: [host, 30], eventTotal: 30 }]);
    const events = await getEvents(answer.rows[0]?.events ?? []);
    expect([...events.values()].map((event) => event.fields["process.name"])).toEqual(Array(30).fill("MSBuild.exe"));
    expect(seen.length).toBeGreaterThan(0);
  });

  test.each([
    ["DeviceNetworkEvnts | take 1", "unknown-table", /did you mean DeviceNetworkEvents/, 1, 1],
    ["DeviceNetworkEvents\n| where RemoteIPP == 1", "unknown-column", /did you mean RemoteIP/, 2, 9],
    ["DeviceNetworkEvents | where RemotePort > ", "syntax", /./, 1, 42],
  ])("%s is refused with the nearest names", async (text, code, message, at, column) => {
    const answer = await queryStore(text, within);
    expect(answer).toMatchObject({ ok: false, diagnostic: { code, message: expect.stringMatching(message), line: at, column } });
  });

  test("that holds too many rows, takes too long or too much memory ends by itself with the limit's name, and the next one runs", async () => {
    const sorted = `DeviceNetworkEvents ${OURS} | sort by Timestamp asc`;
    expect(await queryStore(sorted, { ...within, limits: { heldRows: 100 } })).toMatchObject({
      ok: false,
      diagnostic: { code: "limit", message: expect.stringContaining("100 rows") },
    });
    expect(await queryStore(ENDLESS, { ...within, limits: { milliseconds: 1_500 } })).toMatchObject({
      ok: false,
      diagnostic: { code: "limit", message: expect.stringContaining("2 seconds") },
    });
    const greedy = `range n from 1 to 5000000 step 1 | extend t = strcat("text of some length that is kept ", tostring(n), "${host}") | summarize make_list(t) by n`;
    expect(await queryStore(greedy, { ...within, limits: { megabytes: 96, heldRows: 100_000_000 } })).toMatchObject({
      ok: false,
      diagnostic: { code: "limit", message: expect.stringContaining("96 MB") },
    });
    expect(await queryStore(`DeviceNetworkEvents ${OURS} | count`, within)).toMatchObject({ ok: true, rows: [{ cells: [EVENTS / 2] }] });
  });

  test("stops when it is told to, and leaves nothing running in Postgres", async () => {
    const stop = new AbortController();
    const asked = queryStore(ENDLESS, { ...within, signal: stop.signal });
    setTimeout(() => stop.abort(), 700);
    const began = performance.now();
    await expect(asked).rejects.toThrow(/abort/i);
    expect(performance.now() - began).toBeLessThan(60_000);
    const ours = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'callout-hunt' AND query LIKE $1";
    await expect.poll(async () => (await pool().query(ours, [`%${host}%`])).rows, { timeout: 30_000 }).toEqual([]);
  });

  test("runs beside another one", async () => {
    const count = (port: number) => queryStore(`DeviceNetworkEvents ${OURS} and RemotePort == ${port} | count`, within);
    const answers = await Promise.all([count(8443), count(1), count(8443)]);
    expect(answers.map((answer) => answer.ok && answer.rows[0]?.cells[0])).toEqual([EVENTS / 2, 0, EVENTS / 2]);
  });

  test("is cut at the most rows, and says so", async () => {
    const answer = await queryStore(`DeviceNetworkEvents ${OURS} | project RemoteIP`, { ...within, limits: { resultRows: 700 } });
    expect(answer).toMatchObject({ ok: true, truncated: "only the first 700 rows are kept" });
    expect(answer.ok && answer.rows.length).toBe(700);
  });

  test("knows its present by what it is told", async () => {
    const recent = `DeviceNetworkEvents ${OURS} | where Timestamp > ago(1d) | count`;
    const counted = async (now: number) => {
      const answer = await queryStore(recent, { now });
      return answer.ok && answer.rows[0]?.cells[0];
    };
    expect(await counted((START + EVENTS * 1_000) * 1_000)).toBe(EVENTS / 2);
    expect(await counted(Date.UTC(2031, 0, 1) * 1_000)).toBe(0);
  });
});

describe("a hunt", () => {
  const begin = (input: Omit<StartHunt, "from" | "to">) =>
    createHunt(
      actor,
      { ...input, from: new Date(START).toISOString(), to: new Date(NOW / 1_000).toISOString() },
      new Date(),
      async () => {},
    );

  test("keeps its rows in pages, with what they mean", async () => {
    const id = await begin({
      language: "kql",
      text: `DeviceNetworkEvents ${OURS} | project Timestamp, RemoteIP | render timechart with (title="x", ycolumns=a, b)`,
    });
    expect(await runHunt(id, new AbortController().signal)).toBe("ended");
    const hunt = await getHunt(id);
    expect(hunt).toMatchObject({ status: "done", rowCount: EVENTS / 2, truncated: null, hasRows: true, diagnostic: null });
    expect(hunt?.chart).toEqual({ kind: "timechart", properties: { title: "x", ycolumns: ["a", "b"] } });
    expect(hunt?.timings.firstRow).toBeGreaterThan(0);
    const page = await listHuntRows(id, { offset: 990, limit: 20 });
    expect([page.rows.length, page.total]).toEqual([20, EVENTS / 2]);
    expect(page.rows[0]).toMatchObject({ cells: [expect.stringMatching(/^2021-03-09T.*0000Z$/), expect.any(String)], eventTotal: 1 });
    const [first] = await listHunts(actor.id, { limit: 1 });
    expect(first?.id).toBe(id);
    await expireHunts(new Date(Date.now() + 8 * 86_400_000));
    expect(await listHuntRows(id, { offset: 0, limit: 5 })).toEqual({ rows: [], total: 0 });
    expect(await getHunt(id)).toMatchObject({ hasRows: false, rowCount: EVENTS / 2 });
  });

  test("in EQL finds sequences, in Sigma what a rule finds, each with its events", async () => {
    const eql = await begin({
      language: "eql",
      text: `sequence by host.name [process where process.name : "msbuild.exe" or process.args : "job-1"] [network where process.name : "msbuild.exe" and host.name == "${host}"]`,
    });
    await runHunt(eql, new AbortController().signal);
    expect(await getHunt(eql)).toMatchObject({ status: "done", diagnostic: null });
    const [pair] = (await listHuntRows(eql, { offset: 0, limit: 5 })).rows;
    expect(pair?.events).toHaveLength(2);
    const rule = `title: x
logsource: { category: network_connection, product: windows }
detection:
  selection: { Image|endswith: '\\msbuild.exe', Computer: '${host}' }
  condition: selection
level: low
`;
    const sigma = await begin({ language: "sigma", text: rule });
    await runHunt(sigma, new AbortController().signal);
    expect(await getHunt(sigma)).toMatchObject({ status: "done", rowCount: 30 });
    const bad = await begin({ language: "eql", text: "process where\n nope ==" });
    await runHunt(bad, new AbortController().signal);
    expect(await getHunt(bad)).toMatchObject({ status: "failed", diagnostic: { line: 2 } });
  });

  test("is cancelled while it waits and while it runs", async () => {
    const waiting = await begin({ language: "kql", text: "print 1" });
    await cancelHunt(actor, waiting, new Date());
    expect(await beginHunt(waiting, new Date())).toBeNull();
    expect(await getHunt(waiting)).toMatchObject({ status: "cancelled" });
    const running = await begin({ language: "kql", text: ENDLESS });
    const ended = runHunt(running, new AbortController().signal);
    setTimeout(() => void cancelHunt(actor, running, new Date()), 800);
    await ended;
    expect(await getHunt(running)).toMatchObject({ status: "cancelled", rowCount: 0 });
  });

  test("of a worker that stops waits again, and begins anew", async () => {
    const id = await begin({ language: "kql", text: ENDLESS });
    const shutdown = new AbortController();
    setTimeout(() => shutdown.abort(), 800);
    expect(await runHunt(id, shutdown.signal)).toBe("interrupted");
    expect(await getHunt(id)).toMatchObject({ status: "queued" });
    await cancelHunt(actor, id, new Date());
  });
});

const seeds = path.resolve(import.meta.dirname, "../../../shared/seeds");
const data = path.resolve(import.meta.dirname, "../../../shared/data/09-derived-seeds");
describe.runIf(existsSync(seeds) && existsSync(data))("the mission's hunting pages over the store", () => {
  test("run as written, in both dialects, and find the three sensors' events", async () => {
    for (const name of ["seed.ecs-endpoint.ndjson", "seed.mde-streaming.ndjson", "seed.sysmon-nxlog.ndjson"])
      await storeEvents(await eventsOf(name, readFileSync(path.join(data, name)), NOW));
    const { readdirSync } = await import("node:fs");
    const pages = readdirSync(seeds).map((name) => readFileSync(path.join(seeds, name), "utf8"));
    const queries = pages.flatMap((page) => [
      ...[...page.matchAll(/```KQL\n([\s\S]*?)```/g)].map((match) => match[1] ?? ""),
      ...[...page.matchAll(/(\/\/ Author[\s\S]*?sort by DeviceCount asc)/g)].map((match) => match[1] ?? ""),
    ]);
    expect(queries).toHaveLength(4);
    for (const query of queries) {
      const answer = await queryStore(query, {
        now: Date.UTC(2021, 2, 12) * 1_000,
        from: Date.UTC(2021, 1, 1) * 1_000,
        to: Date.UTC(2021, 3, 1) * 1_000,
      });
      expect(answer).toMatchObject({ ok: true });
      expect(answer.ok && answer.rows.length).toBeGreaterThan(0);
      if (answer.ok) for (const row of answer.rows) expect(row.events.length).toBeGreaterThan(0);
    }
  });
});
