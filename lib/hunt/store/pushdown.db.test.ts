import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "#lib/db/client";
import { oddEvent } from "../testing/odd-events.ts";
import { aggregateQueries, derivedQueries, queries } from "../testing/queries.ts";
import { storeEvents } from "../testing/store-events.ts";
import { eventsOf, TwoWays } from "../testing/two-ways.ts";

const EVENTS = 1_200;
const HOUR = 3_600_000;
/** An hour long ago that no other test has. */
const start = Date.UTC(2001, 0, 1) + Math.floor(Math.random() * 150_000) * HOUR;
const tag = randomUUID().slice(0, 8);
const hosts = [`host-a-${tag}.example`, `HOST-B-${tag}.example`, `host-k-${tag}.example`];
/** More than the store keeps in the host's column. */
const endless = `${"host-".repeat(300)}${tag}.example`;
let two: TwoWays;

beforeAll(async () => {
  const lines = Array.from({ length: EVENTS }, (_, n) => {
    const host = n % 50 === 0 ? endless : (hosts[n % hosts.length] ?? "");
    return JSON.stringify(oddEvent(n, host, start + Math.floor((n / EVENTS) * HOUR)));
  });
  // What Defender itself says of a host stands instead of what events tell of it, that day.
  const reported = JSON.stringify({
    category: "AdvancedHunting-DeviceInfo",
    Timestamp: new Date(start + HOUR / 2).toISOString().replace("Z", "5Z"),
    DeviceName: hosts[1],
    DeviceId: "reported",
    OSPlatform: "Windows11",
    ActionType: "",
  });
  lines.push(reported);
  const bytes = Buffer.from(lines.join("\n"));
  const within = { from: start * 1_000, to: (start + HOUR) * 1_000 };
  const events = await eventsOf("events.ndjson", bytes, start * 1_000);
  expect(await storeEvents(events)).toBe(EVENTS + 1);
  two = await TwoWays.open(events, within, (start + HOUR) * 1_000);
});
afterAll(async () => {
  await two?.close();
  await disconnect();
});

describe("a query over the store", () => {
  test("gives what it gives over the same events in memory, whatever Postgres was asked to leave out", async () => {
    let some = 0;
    let narrowed = 0;
    await fc.assert(
      fc.asyncProperty(queries([...hosts, endless], start), async (text) => {
        const expected = await two.inMemory(text);
        const { answered, handed } = await two.inStore(text);
        expect(answered).toEqual(expected);
        if ("rows" in answered && answered.rows.length > 0) some++;
        if (handed < EVENTS / 2) narrowed++;
      }),
      { numRuns: Number(process.env.PUSHDOWN_RUNS ?? 200) },
    );
    // A property of empty results, or of conditions that are never pushed, would say nothing.
    expect(some).toBeGreaterThan(40);
    expect(narrowed).toBeGreaterThan(40);
  }, 900_000);

  test("gives the same where Postgres counted what is alike, with all the events of each row", async () => {
    let some = 0;
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(
        aggregateQueries([...hosts, endless], start),
        fc.constantFrom(3, 200, 10_000),
        fc.boolean(),
        async (text, most, isSliced) => {
          const expected = await two.inMemory(text, most);
          const { answered, grouped } = await two.inStore(text, most, isSliced);
          expect(answered).toEqual(expected);
          if ("rows" in answered && answered.rows.length > 0) some++;
          if (grouped > 0) counted++;
        },
      ),
      { numRuns: Number(process.env.PUSHDOWN_RUNS ?? 200) },
    );
    expect(some).toBeGreaterThan(40);
    expect(counted).toBeGreaterThan(40);
  }, 900_000);

  test("gives the same of what is made of many events, of which few are read", async () => {
    let some = 0;
    let few = 0;
    await fc.assert(
      fc.asyncProperty(derivedQueries([...hosts, endless], start), async (text) => {
        const expected = await two.inMemory(text);
        const { answered, handed } = await two.inStore(text);
        expect(answered).toEqual(expected);
        if ("rows" in answered && answered.rows.length > 0) some++;
        if (handed < EVENTS / 2) few++;
      }),
      { numRuns: Number(process.env.PUSHDOWN_RUNS ?? 200) / 2 },
    );
    expect(some).toBeGreaterThan(20);
    expect(few).toBeGreaterThan(20);
    const reported = await two.inStore(`DeviceInfo | where DeviceName =~ "${hosts[1]}" | distinct OSPlatform`);
    expect(JSON.stringify(reported.answered)).toContain("Windows11");
  }, 900_000);

  test("reads what two sides of a join share once", async () => {
    const side = `DeviceNetworkEvents | where DeviceName == "${hosts[0]}" and RemotePort == 443`;
    const once = await two.inStore(side);
    const twice = await two.inStore(`${side} | join kind=inner (${side}) on ReportId`);
    expect(twice.handed).toBe(2 * once.handed);
    expect(twice.answered).toEqual(await two.inMemory(`${side} | join kind=inner (${side}) on ReportId`));
  });
});
