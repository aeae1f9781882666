import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { systemActor } from "#features/account/system";
import { PUSH_BYTES } from "#features/ingest/constants";
import { ensurePushIngest } from "#features/ingest/push/mutations";
import { disconnect } from "#lib/db/client";
import { pushEvents } from "./push.ts";
import { contactLines, contactRule, ownHost, report, rowsOf } from "./testing/story.ts";

afterAll(disconnect);

async function* pieces(bytes: string | Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(bytes);
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
}

test("every line of a delivery is answered: stored, duplicate or fault, and findings are raised before the answer", async () => {
  const host = ownHost();
  const token = systemActor(host);
  await contactRule(host);
  const [start = "", first = "", second = ""] = contactLines(host, 2);
  const body = [start, first, "", "{broken", first, second].join("\n");
  const answer = await pushEvents(token, pieces(body), new Date());
  expect(answer.results.map(({ line, status, code }) => [line, status, code])).toEqual([
    [1, "stored", undefined],
    [2, "stored", undefined],
    [4, "fault", "not-json"],
    [5, "duplicate", undefined],
    [6, "stored", undefined],
  ]);
  expect(answer).toMatchObject({ stored: 3, duplicates: 1, faults: 1, findings: 2 });
  expect(await rowsOf(host)).toMatchObject({ events: { length: 3 }, alerts: [{ count: 2, status: "open" }] });
});

test("a delivery that is sent again, gzipped this time, stores nothing and counts in the same row of its token and day", async () => {
  const host = ownHost();
  const token = systemActor(host);
  const body = [...contactLines(host, 3), "[]"].join("\n");
  const now = new Date();
  await pushEvents(token, pieces(body), now);
  const before = await rowsOf(host);
  const again = await pushEvents(token, pieces(gzipSync(body), 7), now);
  expect(again).toMatchObject({ stored: 0, duplicates: 4, faults: 1 });
  expect(await rowsOf(host)).toEqual(before);
  const detail = await report(await ensurePushIngest(token, now));
  expect(detail).toMatchObject({ origin: "api", status: "done", records: 8, stored: 4, duplicates: 4, faults: 2, hosts: [host] });
  expect(detail.firstFaults).toHaveLength(2);
});

test("deliveries of one token at the same time lose nothing and count everything", async () => {
  const host = ownHost();
  const token = systemActor(host);
  const lines = contactLines(host, 60);
  const now = new Date();
  await Promise.all([0, 1, 2, 3].map((part) => pushEvents(token, pieces(lines.slice(part * 10, part * 10 + 30).join("\n")), now)));
  expect(await rowsOf(host)).toMatchObject({ events: { length: 60 } });
  expect(await report(await ensurePushIngest(token, now))).toMatchObject({ records: 120, stored: 60, duplicates: 60 });
});

test.each([
  ["too many bytes after decompression", gzipSync(randomBytes(PUSH_BYTES / 2 + 1).toString("hex"), { level: 1 })],
  ["too many lines", Buffer.from('{"a":1}\n'.repeat(20_001))],
])("%s are refused before anything is stored", async (_name, body) => {
  await expect(pushEvents(systemActor(ownHost()), pieces(body, 100_000), new Date())).rejects.toMatchObject({ code: "too-large" });
});

test("a gzip that breaks off keeps the lines before the break and says so", async () => {
  const host = ownHost();
  const packed = gzipSync(contactLines(host, 400).join("\n"));
  const answer = await pushEvents(systemActor(host), pieces(packed.subarray(0, packed.length - 40)), new Date());
  expect(answer.stored).toBeGreaterThan(0);
  expect(answer.results[0]).toMatchObject({ line: 0, status: "fault", code: "truncated" });
});
