import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import type { IdentifiedProcess } from "#core/process/mention";
import { processMentions } from "#core/process/mentions";
import { mergeProcess } from "#core/process/merge";
import { disconnect, pool } from "#lib/db/client";
import { instant, microsOf } from "#lib/db/instant";
import { mergeProcesses } from "./mutations.ts";

afterAll(disconnect);

const SYSMON = { Channel: "Microsoft-Windows-Sysmon/Operational", SourceName: "Microsoft-Windows-Sysmon" };
const SECURITY = { Channel: "Security", SourceName: "Microsoft-Windows-Security-Auditing" };
const guid = (n: number): string => `{B1700007-0000-6A00-000${n}-000000000007}`;

function eventOf(body: Record<string, string | number>): Event {
  const event = normalise({ position: { file: "t", record: 1 }, shape: "json", body }, { receivedAt: Date.UTC(2026, 5, 1) * 1_000 });
  if ("kind" in event) throw new Error(event.detail);
  return event;
}

async function hostOf(): Promise<number> {
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`t-${randomUUID()}`]);
  return rows[0].id;
}

async function store(hostId: number, events: readonly Event[]): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query("BEGIN");
    await mergeProcesses(client, events, () => hostId);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}

async function stored(hostId: number): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await pool().query(
    `SELECT key, entity_id, pid::int, executable, name, command_line, user_name, integrity, sha256, original_name, parent_key, parent_pid::int,
            parent_link, rank, started_at::text, ended_at::text FROM process WHERE host_id = $1`,
    [hostId],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** A row as the merged testimony says it should be. */
function rowOf(mention: IdentifiedProcess): Record<string, unknown> {
  const time = (micros: number | undefined) => (micros === undefined ? null : instant(micros));
  return {
    key: mention.key,
    entity_id: mention.entityId,
    pid: mention.pid ?? null,
    executable: mention.executable ?? null,
    name: mention.name ?? null,
    command_line: mention.commandLine ?? null,
    user_name: mention.user ?? null,
    integrity: mention.integrity ?? null,
    sha256: mention.sha256 ?? null,
    original_name: mention.originalName ?? null,
    parent_key: mention.parentKey ?? null,
    parent_pid: mention.parentPid ?? null,
    parent_link: mention.parentLink,
    rank: mention.rank,
    started_at: time(mention.startedAt),
    ended_at: time(mention.endedAt),
  };
}

const maybe = (name: string, values: readonly string[]) =>
  fc
    .option(fc.constantFrom(...values), { nil: undefined })
    .map((value): Record<string, string> => (value === undefined ? {} : { [name]: value }));
const parts = (...arbitraries: fc.Arbitrary<Record<string, string>>[]) =>
  fc.tuple(...arbitraries).map((all) => Object.assign({}, ...all) as Record<string, string>);

/** Starts, connections and ends of three processes that are each other's parents, with holes everywhere. */
const sysmonEvent = fc
  .tuple(
    fc.constantFrom(1, 3, 5),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 59 }),
    parts(
      maybe("Image", ["C:\\a.exe", "C:\\b.exe"]),
      maybe("CommandLine", ["a -x", "b -y"]),
      maybe("User", ["CORP\\ana", "SYSTEM"]),
      maybe("IntegrityLevel", ["High", "Medium"]),
      maybe("Hashes", [`SHA256=${"A".repeat(64)}`, `SHA256=${"B".repeat(64)}`]),
      maybe("ParentImage", ["C:\\p.exe", "C:\\q.exe"]),
      maybe("ParentCommandLine", ["p", "q --z"]),
      maybe("ParentProcessId", ["44", "48"]),
    ),
  )
  .map(([eventId, process, parent, second, data]) =>
    eventOf({
      ...SYSMON,
      ...data,
      EventID: eventId,
      Hostname: "t",
      UtcTime: `2026-05-04 08:00:${String(second).padStart(2, "0")}.000`,
      ProcessGuid: guid(process),
      ProcessId: String(100 + process),
      ...(eventId === 1 && { ParentProcessGuid: guid(parent) }),
    }),
  );

test("a stored process is what mergeProcess makes of the same testimonies, one batch each", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sysmonEvent, { minLength: 1, maxLength: 8 }), async (events) => {
      const hostId = await hostOf();
      const expected = new Map<string, IdentifiedProcess>();
      for (const event of events) {
        await store(hostId, [event]);
        for (const mention of processMentions(event)) {
          if (mention.kind === "by-pid") continue;
          const known = expected.get(mention.key);
          expected.set(mention.key, known ? mergeProcess(known, mention) : mention);
        }
      }
      const rows = await stored(hostId);
      expect(rows.size).toBe(expected.size);
      for (const [key, mention] of expected) {
        const { started_at, ended_at, ...row } = rows.get(key) ?? {};
        const { started_at: start, ended_at: end, ...rest } = rowOf(mention);
        expect(row).toEqual(rest);
        expect([started_at, ended_at].map((at) => (at ? microsOf(String(at)) : null))).toEqual(
          [start, end].map((at) => (at ? microsOf(String(at)) : null)),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test("a batch of events tells what they tell one at a time, and when they were seen", async () => {
  const seen = async (hostId: number) =>
    (await pool().query("SELECT key, first_seen::text, last_seen::text FROM process WHERE host_id = $1 ORDER BY key", [hostId])).rows;
  await fc.assert(
    fc.asyncProperty(fc.array(sysmonEvent, { minLength: 1, maxLength: 20 }), async (events) => {
      const [together, apart] = [await hostOf(), await hostOf()];
      await store(together, events);
      for (const event of events) await store(apart, [event]);
      expect(await stored(together)).toEqual(await stored(apart));
      expect(await seen(together)).toEqual(await seen(apart));
    }),
    { numRuns: 30 },
  );
});

test("storing the same events again changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sysmonEvent, { minLength: 1, maxLength: 8 }), async (events) => {
      const hostId = await hostOf();
      await store(hostId, events);
      const before = await stored(hostId);
      await store(hostId, events);
      expect(await stored(hostId)).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

const start = (pid: number, creator: number, at: string, image: string) =>
  eventOf({
    ...SECURITY,
    EventID: 4688,
    Hostname: "t",
    TimeCreated: at,
    EventRecordID: `${pid}${at.slice(14, 16)}`,
    NewProcessId: `0x${pid.toString(16)}`,
    NewProcessName: `C:\\${image}`,
    ProcessId: `0x${creator.toString(16)}`,
    CommandLine: `${image} /run`,
    SubjectUserName: "ana",
    SubjectDomainName: "CORP",
  });

test("a parent and a connection known by pid alone find the process that had the pid then", async () => {
  const hostId = await hostOf();
  const first = start(400, 4, "2026-05-04T08:00:00Z", "shell.exe");
  const reused = start(400, 4, "2026-05-04T08:30:00Z", "other.exe");
  const child = start(500, 400, "2026-05-04T08:10:00Z", "tool.exe");
  const connection = eventOf({
    ...SECURITY,
    EventID: 5156,
    Hostname: "t",
    TimeCreated: "2026-05-04T08:11:00Z",
    EventRecordID: "9",
    ProcessID: "500",
    Application: "\\device\\harddiskvolume1\\tool.exe",
    Direction: "%%14593",
    SourceAddress: "10.0.0.1",
    SourcePort: "50000",
    DestAddress: "52.97.146.1",
    DestPort: "443",
    Protocol: "6",
  });
  const client = await pool().connect();
  try {
    await client.query("BEGIN");
    const { resolved } = await mergeProcesses(client, [first, reused, child, connection], () => hostId);
    await client.query("COMMIT");
    const toolKey = String(child.fields["callout.process.key"]);
    expect([...resolved.entries()].map(([event, key]) => [event === connection, key])).toContainEqual([true, toolKey]);
    const rows = await stored(hostId);
    expect(rows.get(toolKey)).toMatchObject({ parent_key: first.fields["callout.process.key"], parent_link: "inferred", name: "tool.exe" });
  } finally {
    client.release();
  }
});

test("a child whose parent's start arrives in a later batch is linked to it then", async () => {
  const hostId = await hostOf();
  const parent = start(600, 4, "2026-05-04T09:00:00Z", "late.exe");
  const child = start(700, 600, "2026-05-04T09:01:00Z", "tool.exe");
  await store(hostId, [child]);
  await store(hostId, [parent]);
  const rows = await stored(hostId);
  expect(rows.get(String(child.fields["callout.process.key"]))).toMatchObject({ parent_key: parent.fields["callout.process.key"] });
});
