import { createHash, randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { Event } from "#core/event/event";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { areFilesCounted } from "#features/event/file/data";
import { db, disconnect } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { fillFiles } from "#lib/pipeline/fill-files";
import { answerKql } from "../answer-kql.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { storeEvents } from "../testing/store-events.ts";
import { EventSource } from "./event-source.ts";
import { knownFiles } from "./known-files.ts";
import { StoreSession } from "./session.ts";

afterAll(disconnect);

const START = Date.UTC(2026, 2, 9) * 1_000;
const MINUTE = 60_000_000;
const query = onPrisma(db());

/** Hashes nobody else has. */
function hashes() {
  const seed = randomUUID();
  return { SHA256: digest("sha256", seed), SHA1: digest("sha1", seed), MD5: digest("md5", seed) };
}

const digest = (name: string, seed: string) => createHash(name).update(seed).digest("hex");

function sysmon(code: number, host: string, minute: number, data: JsonObject): Event {
  const at = new Date((START + minute * MINUTE) / 1_000).toISOString();
  const body = {
    winlog: {
      channel: "Microsoft-Windows-Sysmon/Operational",
      provider_name: "Microsoft-Windows-Sysmon",
      event_id: code,
      computer_name: host,
      record_id: Math.floor(Math.random() * 1e9),
      event_data: { UtcTime: at.replace("T", " ").replace("Z", ""), ...data },
    },
    "@timestamp": at,
  };
  const event = normalise({ position: { file: "files.ndjson", record: 1 }, shape: "json", body }, { receivedAt: START });
  if ("kind" in event) throw new Error(JSON.stringify(event));
  return event;
}

const process = (host: string, minute: number, image: string, hashes: string) =>
  sysmon(1, host, minute, {
    Image: image,
    ProcessId: "4",
    ProcessGuid: `{${randomUUID()}}`,
    CommandLine: image,
    Company: "Example",
    Product: "Tool",
    Hashes: hashes,
  });

test("files of stored events are counted by host, and found by each of their hashes", async () => {
  const { SHA256, SHA1, MD5 } = hashes();
  const [a, b] = [`a-${randomUUID()}`, `b-${randomUUID()}`];
  await storeEvents([
    process(a, 5, "C:\\x\\tool.exe", `SHA1=${SHA1},MD5=${MD5},SHA256=${SHA256.toUpperCase()}`),
    process(a, 9, "C:\\x\\tool.exe", `SHA256=${SHA256}`),
  ]);
  // Another sensor knows the same file by one hash only, earlier, on another host.
  await storeEvents([process(b, 2, "C:\\y\\tool.exe", `SHA1=${SHA1}`)]);
  const known = await knownFiles(query, [SHA256, SHA1, MD5, digest("sha256", "nobody")]);
  expect(
    new Map([...known].map(([hash, { devices, facts }]) => [hash, [devices, facts.get("Publisher"), facts.get("IsExecutable")]])),
  ).toEqual(
    new Map([
      [SHA256, [1, "Example", true]],
      [SHA1, [2, "Example", true]],
      [MD5, [1, "Example", true]],
    ]),
  );
  const file = known.get(SHA1);
  expect(Number((file?.last ?? 0n) - (file?.first ?? 0n)) / 10).toBe(7 * MINUTE);
});

test("files of events from before they were counted are counted by a job, from where it was left", async () => {
  const { SHA256, MD5 } = hashes();
  const [a, b] = [`a-${randomUUID()}`, `b-${randomUUID()}`];
  await storeEvents([
    process(a, 5, "C:\\x\\old.exe", `SHA256=${SHA256},MD5=${MD5}`),
    process(a, 3, "C:\\x\\old.exe", `SHA256=${SHA256}`),
    process(b, -9_000_000, "C:\\x\\old.exe", `SHA256=${SHA256}`),
  ]);
  const counted = await knownFiles(query, [SHA256, MD5]);
  const forget = () =>
    query(Prisma.sql`WITH f AS (DELETE FROM file_sighting WHERE hash = decode(${SHA256}, 'hex'))
    DELETE FROM file WHERE hash = decode(${SHA256}, 'hex')`);
  await forget();
  const set = (to: string | null) => query(Prisma.sql`UPDATE file_history SET is_complete = false, counted_to = ${to}::timestamptz`);
  await set(null);
  try {
    expect(await fillFiles(AbortSignal.abort())).toBe(0);
    expect(await areFilesCounted(query)).toBe(false);
    expect(await fillFiles(AbortSignal.timeout(60_000))).toBeGreaterThanOrEqual(3);
    expect(await areFilesCounted(query)).toBe(true);
    expect(await knownFiles(query, [SHA256, MD5])).toEqual(counted);
    await forget();
    await set("2026-01-01T00:00:00Z");
    await fillFiles(AbortSignal.timeout(60_000));
    expect((await knownFiles(query, [SHA256])).get(SHA256)?.devices).toBe(1);
  } finally {
    await query(Prisma.sql`UPDATE file_history SET is_complete = true`);
  }
  expect(await fillFiles(AbortSignal.timeout(60_000))).toBe(0);
});

test("FileProfile is answered from what is counted, whatever time the hunt looks at", async () => {
  expect(await areFilesCounted(query)).toBe(true);
  const { SHA256 } = hashes();
  const [a, b] = [`a-${randomUUID()}`, `b-${randomUUID()}`];
  await storeEvents([process(a, 5, "C:\\x\\one.exe", `SHA256=${SHA256}`), process(b, 3_000, "C:\\x\\one.exe", `SHA256=${SHA256}`)]);
  const session = await StoreSession.open(globalThis.process.env.DATABASE_URL ?? "", 60_000);
  const within = { from: START, to: START + 10 * MINUTE };
  const source = new EventSource(session, await session.partitions(), within, { read: 0, total: 0 }, undefined);
  const text = `DeviceProcessEvents | where DeviceName =~ "${a}" | invoke FileProfile(SHA256, 100) | project GlobalPrevalence, Publisher, ProfileAvailability`;
  const question = { connectionString: "", language: "kql" as const, text, now: START, from: null, to: null, limits: DEFAULT_LIMITS };
  const answer = await answerKql({ question, session, source, signal: AbortSignal.timeout(60_000), describe: () => {} });
  if (!answer.ok) throw new Error(answer.diagnostic.message);
  const rows: unknown[] = [];
  for await (const batch of answer.rows) rows.push(...batch.map(({ cells }) => cells));
  await session.close();
  expect(rows).toEqual([[2, "Example", "Available"]]);
  expect(answer.notices()).toContainEqual(expect.stringContaining("in all events ever stored"));
});
