import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { listFaults } from "#features/ingest/data";
import { cancelIngest } from "#features/ingest/mutations";
import { db, disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { BATCH_EVENTS, ingestFile } from "./ingest.ts";
import { actor, contactLines, contactRule, ownHost, report, rowsOf, submit, upload } from "./testing/story.ts";

/** Makes raising fail from the given call on, as a worker that dies there would. */
const broken = vi.hoisted(() => ({ calls: 0, failAt: Number.POSITIVE_INFINITY }));
vi.mock("#features/alert/evidence/mutations", async (original) => {
  const real = await original<typeof import("#features/alert/evidence/mutations")>();
  const raiseAlerts: typeof real.raiseAlerts = async (client, findings) => {
    if (++broken.calls >= broken.failAt) throw new Error("the worker was killed");
    return real.raiseAlerts(client, findings);
  };
  return { ...real, raiseAlerts };
});

afterEach(() => {
  broken.calls = 0;
  broken.failAt = Number.POSITIVE_INFINITY;
});
afterAll(async () => {
  await closeQueue();
  await disconnect();
});

const never = new AbortController().signal;
const mask = (rows: unknown, host: string): unknown => JSON.parse(JSON.stringify(rows).replaceAll(host, "HOST"));
const withoutIds = (rows: unknown): unknown =>
  JSON.parse(JSON.stringify(rows).replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"|"[0-9a-f]{32}"/g, '"-"'));

describe("the same bytes twice", () => {
  test("the second upload changes nothing and says of which it is a copy", async () => {
    const host = ownHost();
    await contactRule(host);
    const lines = contactLines(host, 30, 3).join("\n");
    const first = await upload(lines);
    const before = await rowsOf(host);
    const second = await upload(lines);
    expect(first).toMatchObject({ status: "done", records: 33, stored: 33, duplicates: 0, findings: 30, alerts: 3, hosts: [host] });
    expect(second).toMatchObject({ status: "done", records: 0, stored: 0, duplicateOf: first.id });
    expect(await rowsOf(host)).toEqual(before);
  });

  test("the same records in another file are counted as duplicates and raise nothing", async () => {
    const host = ownHost();
    await contactRule(host);
    const lines = contactLines(host, 20, 2);
    await upload(lines.join("\n"));
    const before = await rowsOf(host);
    const again = await upload(gzipSync([...lines].reverse().join("\n")), "again.ndjson.gz");
    expect(again).toMatchObject({ status: "done", records: 22, stored: 0, duplicates: 22, findings: 0, duplicateOf: null });
    expect(await rowsOf(host)).toEqual(before);
  });

  test("a record that repeats within its file is stored once", async () => {
    const host = ownHost();
    const [start = "", contact = ""] = contactLines(host, 1);
    expect(await upload([start, contact, contact, contact].join("\n"))).toMatchObject({ records: 4, stored: 2, duplicates: 2 });
  });
});

describe("a worker that dies", () => {
  test("leaves nothing of its batch, and the next attempt ends where an undisturbed one does", async () => {
    const [host, calm] = [ownHost(), ownHost()];
    await contactRule(host);
    await contactRule(calm);
    const contacts = Math.ceil(BATCH_EVENTS * 1.5);
    const id = await submit(contactLines(host, contacts, 5).join("\n"));
    broken.failAt = 2;
    await expect(ingestFile(id, never)).rejects.toThrow("the worker was killed");
    const half = await rowsOf(host);
    expect(half).toMatchObject({ events: { length: BATCH_EVENTS } });
    expect(await report(id)).toMatchObject({ status: "running", stored: BATCH_EVENTS });
    broken.failAt = Number.POSITIVE_INFINITY;
    expect(await ingestFile(id, never)).toBe("done");
    const counts = { records: contacts + 5, stored: contacts + 5, duplicates: 0, faults: 0, findings: contacts, alerts: 5 };
    expect(await report(id)).toMatchObject(counts);
    expect(await upload(contactLines(calm, contacts, 5).join("\n"))).toMatchObject(counts);
    expect(withoutIds(mask(await rowsOf(host), host))).toEqual(withoutIds(mask(await rowsOf(calm), calm)));
  });

  test("two workers on one file at once do what one does", async () => {
    const host = ownHost();
    await contactRule(host);
    const contacts = Math.ceil(BATCH_EVENTS * 1.5);
    const lines = [...contactLines(host, contacts, 4), "{broken", ""].join("\n");
    const id = await submit(lines);
    await Promise.all([ingestFile(id, never), ingestFile(id, never)]);
    expect(await report(id)).toMatchObject({
      status: "done",
      records: contacts + 4,
      stored: contacts + 4,
      duplicates: 0,
      faults: 1,
      findings: contacts,
      alerts: 4,
    });
    const { rows } = await pool().query("SELECT count(*)::int AS n FROM ingest_fault WHERE ingest_id = $1", [id]);
    expect(rows).toEqual([{ n: 1 }]);
    expect(await rowsOf(host)).toMatchObject({ events: { length: contacts + 4 }, alerts: { length: 4 } });
    const { sightings } = (await rowsOf(host)) as { sightings: { count: number }[] };
    expect(sightings.reduce((sum, row) => sum + row.count, 0)).toBe(contacts);
  });
});

describe("stopping", () => {
  test("a queued file that is cancelled is never read", async () => {
    const host = ownHost();
    const id = await submit(contactLines(host, 5).join("\n"));
    await cancelIngest(actor, id, new Date());
    expect(await ingestFile(id, never)).toBe("nothing-to-do");
    expect(await report(id)).toMatchObject({ status: "cancelled", stored: 0 });
  });

  test("a file that is cancelled while it is read stops after its batch; what is stored stays", async () => {
    const host = ownHost();
    const id = await submit(contactLines(host, 30_000, 5).join("\n"));
    const ending = ingestFile(id, never);
    while ((await report(id)).stored === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await cancelIngest(actor, id, new Date());
    expect(await ending).toBe("cancelled");
    const { status, stored } = await report(id);
    expect(status).toBe("cancelled");
    expect(stored).toBeLessThan(30_005);
    expect(await rowsOf(host)).toMatchObject({ events: { length: stored } });
  });

  test("a worker that shuts down gives the file back to the queue", async () => {
    const id = await submit(contactLines(ownHost(), 5).join("\n"));
    expect(await ingestFile(id, AbortSignal.abort())).toBe("interrupted");
    expect(await report(id)).toMatchObject({ status: "queued" });
    expect(await ingestFile(id, never)).toBe("done");
  });
});

test("what an active exception matches is raised as silenced, also when only the process row knows the command line", async () => {
  const host = ownHost();
  await contactRule(host);
  const conditions = [
    { field: "host.name", operator: "exact", values: [host] },
    { field: "process.command_line", operator: "wildcard", values: ["*job-0.csproj"] },
  ];
  const exception = await db().exception.create({
    data: {
      id: randomUUID(),
      title: "Pigeons",
      reason: "they carry the mail",
      conditions,
      ruleIds: [],
      createdBy: "t",
      createdByName: "t",
    },
    select: { id: true },
  });
  await db().detectionRevision.updateMany({ data: { revision: { increment: 1 } } });
  expect(await upload(contactLines(host, 6, 2).join("\n"))).toMatchObject({ findings: 6 });
  await db().exception.delete({ where: exception, select: { id: true } });
  const { rows } = await pool().query("SELECT status, count, total_count FROM alert WHERE host_name = $1 ORDER BY status", [host]);
  expect(rows).toEqual([
    { status: "open", count: 3, total_count: 3 },
    { status: "silenced", count: 0, total_count: 3 },
  ]);
});

describe("bad input costs only itself", () => {
  test("faults are kept with their positions, and the records around them are stored", async () => {
    const host = ownHost();
    const [a = "", b = "", c = ""] = contactLines(host, 2);
    const deep = `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
    const long = `{"Hostname":"${host}","a":"${"x".repeat(3 * 1024 * 1024)}"}`;
    const detail = await upload([a, "{broken", b, deep, "[1,2]", long, c].join("\n"));
    expect(detail).toMatchObject({ status: "done", stored: 3, faults: 4 });
    expect(detail.firstFaults.map((fault) => [fault.record, fault.code])).toEqual([
      [2, "not-json"],
      [4, "too-deep"],
      [5, "not-an-object"],
      [6, "record-too-large"],
    ]);
    const downloaded: unknown[] = [];
    for await (const fault of listFaults(detail.id)) downloaded.push(fault);
    expect(downloaded).toEqual(detail.firstFaults);
  });

  test("what no column takes is still stored: NUL, half a surrogate pair, endless names, impossible numbers", async () => {
    const host = ownHost();
    const [start = "", contact = ""] = contactLines(host, 1);
    const odd = {
      ...JSON.parse(contact),
      User: "CORP\\a\u0000b\ud800",
      Image: `C:\\${"x".repeat(9_000)}\\MSBuild.exe`,
      DestinationPort: "99999999999",
      RecordNumber: 1,
    };
    const named = {
      ...JSON.parse(start),
      ProcessGuid: undefined,
      ProcessId: "18446744073709551615",
      RecordNumber: 2,
      Channel: `c${"y".repeat(9_000)}`,
    };
    const stranger = { host: { name: `${host}-${"z".repeat(5_000)}` }, "@timestamp": "2026-05-04T10:00:00Z", message: "\u0000" };
    const detail = await upload([start, JSON.stringify(odd), JSON.stringify(named), JSON.stringify(stranger), contact].join("\n"));
    expect(detail).toMatchObject({ status: "done", records: 5, stored: 5, faults: 0 });
  });

  test("a record without a time is the same event whenever it arrives", async () => {
    const host = ownHost();
    const line = JSON.stringify({ Hostname: host, note: "no time at all" });
    expect(await upload(line)).toMatchObject({ stored: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await upload(`${line}\n`)).toMatchObject({ stored: 0, duplicates: 1 });
  });

  test.each([
    ["an empty file", "", "empty-file"],
    ["a text file", "Dear diary,\ntoday nothing happened.\n", "unknown-format"],
    ["a cut EVTX header", Buffer.from("ElfFile\0\u0001"), "truncated"],
  ])("%s ends with a report", async (_name, bytes, code) => {
    const detail = await upload(bytes, "thing.evtx");
    expect(detail).toMatchObject({ status: "done", stored: 0 });
    expect(detail.firstFaults.map((fault) => fault.code)).toContain(code);
  });

  const evtx = path.resolve(
    import.meta.dirname,
    "../../../shared/data/01-evtx-attack-samples/AutomatedTestingTools/panache_sysmon_vs_EDRTestingScript.evtx",
  );
  test.runIf(existsSync(evtx))("a truncated EVTX gives its whole chunks and says what is missing", async () => {
    const bytes = readFileSync(evtx);
    const detail = await upload(Buffer.concat([bytes.subarray(0, 4_096 + 65_536 + 20_000), randomBytes(16)]), "cut.evtx");
    expect(detail.status).toBe("done");
    expect(detail.records).toBeGreaterThan(0);
    expect(detail.faults).toBeGreaterThan(0);
  });
});

test("fields that no mapping and no rule reads are named with their counts", async () => {
  const lines = contactLines(ownHost(), 3).map((line) => JSON.stringify({ ...JSON.parse(line), ShipperShoeSize: 43 }));
  const { unreadFields } = await upload(lines.join("\n"));
  expect(unreadFields).toContainEqual({ name: "ShipperShoeSize", count: 4 });
  expect(unreadFields.map((field) => field.name)).not.toContain("CommandLine");
});
