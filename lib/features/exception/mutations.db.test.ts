import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import type { RuleId } from "#core/detection/finding";
import type { Event } from "#core/event/event";
import { compileExceptions } from "#core/exception/judge";
import { evidenceSubject } from "#core/exception/subject";
import { normalise } from "#core/normalise/normalise";
import { addressLookup } from "#lib/addresses";
import { verifyAuditChain } from "#lib/db/audit-chain";
import { disconnect, pool } from "#lib/db/client";
import { instant } from "#lib/db/instant";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { inClient } from "#lib/db/testing/in-client";
import type { Actor, ActorId } from "../account/types.ts";
import { undoBatch } from "../alert/batch/mutations.ts";
import { refreshAlertContext } from "../alert/context/mutations.ts";
import { getAlertDetail } from "../alert/detail/data.ts";
import { raiseAlerts } from "../alert/evidence/mutations.ts";
import { singleFinding } from "../alert/testing/finding.ts";
import { judgeAlerts, takeAlerts } from "../alert/triage/mutations.ts";
import { ensurePartitions, insertEvents } from "../event/mutations.ts";
import { mergeProcesses } from "../event/process/mutations.ts";
import { listRunningExceptions } from "./data.ts";
import { expireExceptions, extendException, removeException, saveException } from "./mutations.ts";
import { previewDraft } from "./preview/data.ts";
import type { ExceptionDraft } from "./schema.ts";

afterAll(disconnect);

const now = new Date("2026-01-10T12:00:00Z");
const actor: Actor = { type: "user", id: "analyst" as ActorId, name: "Ana" };

interface Call {
  readonly pid: number;
  readonly to: string;
  readonly minute?: number;
  readonly incoming?: boolean;
}

/** Its own host and rule, with real Sysmon records all the way: normalised, stored, merged into processes, judged and raised. */
async function newStory() {
  const scope = randomUUID().slice(0, 8);
  const rule = `rule-${scope}` as RuleId;
  const host = `ws-${scope}.example.test`;
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [host]);
  const hostId: number = rows[0].id;
  const guid = (pid: number): string => `{${scope}-0000-695b-0000-${String(pid).padStart(12, "0")}}`;
  let record = 0;

  const event = (id: number, minute: number, data: object): Event => {
    const time = new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();
    const system = {
      Provider: { Name: "Microsoft-Windows-Sysmon" },
      EventID: id,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Computer: host,
      EventRecordID: ++record,
      TimeCreated: { SystemTime: time },
    };
    const body = { System: system, EventData: { UtcTime: time.replace("T", " ").replace("Z", ""), ...data } };
    const result = normalise(
      { position: { file: "story.evtx", record }, shape: "windows-event", body },
      { receivedAt: now.getTime() * 1000 },
    );
    if ("kind" in result) throw new Error(result.detail);
    return result;
  };
  const start = (pid: number, commandLine: string): Event =>
    event(1, 0, {
      ProcessGuid: guid(pid),
      ProcessId: String(pid),
      Image: "C:\\Tools\\MSBuild.exe",
      CommandLine: commandLine,
      User: "CORP\\alice",
      ParentProcessGuid: guid(1),
      ParentProcessId: "1",
      ParentImage: "C:\\cmd.exe",
      ParentCommandLine: "cmd.exe /c build",
    });
  const call = ({ pid, to, minute = 1, incoming = false }: Call): Event =>
    event(3, minute, {
      ProcessGuid: guid(pid),
      ProcessId: String(pid),
      Image: "C:\\Tools\\MSBuild.exe",
      User: "CORP\\alice",
      Protocol: "tcp",
      Initiated: incoming ? "false" : "true",
      SourceIp: "10.1.1.5",
      SourcePort: "50000",
      DestinationIp: to,
      DestinationPort: "443",
    });

  /** What a worker does with a batch, with this story's one rule firing on every connection. */
  const arrive = async (events: readonly Event[]): Promise<void> => {
    await inClient((client) => ensurePartitions(client, events));
    await inClient(async (client) => {
      await shareExceptions(onClient(client));
      const judge = compileExceptions(await listRunningExceptions());
      await insertEvents(
        client,
        randomUUID(),
        events.map((item) => ({ event: item, hostId, raw: JSON.stringify(item.record.body) })),
      );
      const merged = await mergeProcesses(client, events, () => hostId);
      await refreshAlertContext(client, merged.improved);
      const lookup = await addressLookup();
      const findings = [];
      for (const item of events.filter((candidate) => candidate.class === "network_connection")) {
        const key = String(item.fields["callout.process.key"]);
        const { rows: known } = await client.query(
          `SELECT p.command_line AS "commandLine", p.executable, p.user_name AS "userName", q.command_line AS "parentCommandLine" FROM process p
           LEFT JOIN process q ON q.host_id = p.host_id AND q.key = p.parent_key WHERE p.host_id = $1 AND p.key = $2`,
          [hostId, key],
        );
        const context = known[0] ?? null;
        const piece = {
          hostId,
          hostName: host,
          eventId: item.id,
          at: instant(item.timestamp),
          why: [],
          user: "CORP\\alice",
          process: { key, name: "MSBuild.exe", executable: null, commandLine: context?.commandLine ?? null },
          destination: { context: lookup(String(item.fields["callout.remote.ip"])), port: 443 },
          silencedBy: judge.silencedBy(evidenceSubject(rule, item, context), Date.now()),
          step: null,
        };
        findings.push(singleFinding({ id: rule, title: `Rule ${scope}`, language: "sigma", severity: "high", tags: [] }, piece));
      }
      await raiseAlerts(client, findings);
    });
  };

  /** Everything the queue shows of the story's alerts. */
  const queue = async (): Promise<Record<string, unknown>[]> => {
    const result = await pool().query(
      `SELECT id, process_key, generation, status, verdict, assignee_name, count, total_count, first_seen, last_seen, host(destination_address) AS destination,
              destination_port, destination_count, asn, country, command_line FROM alert WHERE rule_id = $1 ORDER BY process_key, generation`,
      [rule],
    );
    return result.rows;
  };
  const alertOf = async (pid: number): Promise<string> => {
    const found = (await queue()).find((row) => String(row.process_key).endsWith(String(pid).padStart(12, "0")));
    if (!found) throw new Error(`no alert of ${pid}`);
    return String(found.id);
  };
  const draft = (part: Partial<ExceptionDraft> = {}): ExceptionDraft => ({
    title: `Feed ${scope}`,
    reason: "The package feed of the build agents",
    conditions: [{ field: "destination.ip", operator: "address", values: ["20.37.0.0/16"] }],
    ruleIds: [rule],
    step: null,
    expiresAt: "2026-02-01T00:00:00Z",
    sourceAlertId: null,
    ...part,
  });
  return { rule, host, hostId, start, call, arrive, queue, alertOf, draft };
}

async function saved(draft: ExceptionDraft) {
  const outcome = await saveException(actor, draft, now);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.lints));
  return outcome;
}

/** One alert that the exception silences whole, one that keeps a call, one it does not touch. */
async function threeAlerts() {
  const story = await newStory();
  const { call, start, arrive } = story;
  await arrive([
    start(10, "MSBuild.exe feed.csproj"),
    call({ pid: 10, to: "20.37.1.1" }),
    call({ pid: 10, to: "20.37.1.2", minute: 5 }),
    call({ pid: 11, to: "20.37.9.9", minute: 2 }),
    call({ pid: 11, to: "93.184.216.34", minute: 3 }),
    call({ pid: 12, to: "93.184.216.34" }),
  ]);
  return story;
}

describe("saving an exception", () => {
  test("silences what it matches whole, keeps what it matches in part, and undo leaves the queue as it was", async () => {
    const { queue, alertOf, draft } = await threeAlerts();
    const before = await queue();
    const outcome = await saved(draft({ sourceAlertId: await alertOf(10) }));
    expect(outcome.silenced).toBe(1);
    expect(await queue()).toMatchObject([
      { status: "silenced", count: 0, total_count: 2, destination_count: 2 },
      { status: "open", count: 1, total_count: 2, destination: "93.184.216.34", destination_count: 1 },
      { status: "open", count: 1, total_count: 1 },
    ]);
    expect(await undoBatch(actor, outcome.batchId, now)).toMatchObject({ ok: true, changed: 1, skipped: [] });
    expect(await queue()).toEqual(before);
    expect(await undoBatch(actor, outcome.batchId, now)).toMatchObject({ ok: false });
  });

  test("what saving silences is what the preview named", async () => {
    const { queue, alertOf, draft } = await threeAlerts();
    const input = draft({ sourceAlertId: await alertOf(10) });
    const before = await queue();
    const preview = await previewDraft(input, now);
    expect(await queue()).toEqual(before);
    expect(preview).toMatchObject({
      sourceMatches: true,
      silencedCount: 1,
      reducedCount: 1,
      closedCount: 0,
      truePositives: [],
      hosts: 1,
      users: 1,
      destinations: 3,
      partial: false,
    });
    expect(preview.reduced).toMatchObject([{ id: await alertOf(11), silenced: 1, total: 2 }]);
    await saved(input);
    const silenced = (await queue()).filter((row) => row.status === "silenced").map((row) => row.id);
    expect(preview.silenced.map((alert) => alert.id)).toEqual(silenced);
  });

  test("the preview names what is in the queue however long ago it happened, as saving silences it", async () => {
    const { queue, alertOf, draft } = await threeAlerts();
    const input = { ...draft({ sourceAlertId: await alertOf(10) }), expiresAt: null };
    const years = new Date(now.getTime() + 3 * 365 * 86_400_000);
    const preview = await previewDraft(input, years);
    expect(preview).toMatchObject({ silencedCount: 1, reducedCount: 1 });
    const outcome = await saveException(actor, input, years);
    expect(outcome).toMatchObject({ ok: true, silenced: 1 });
    expect(preview.silenced.map(({ id }) => id)).toEqual((await queue()).filter((row) => row.status === "silenced").map(({ id }) => id));
  });

  test("new evidence that matches arrives silenced; evidence that does not opens the alert again", async () => {
    const { queue, draft, arrive, call } = await threeAlerts();
    const outcome = await saved(draft({ expiresAt: null }));
    await arrive([call({ pid: 10, to: "20.37.4.4", minute: 9 }), call({ pid: 20, to: "20.37.4.4", minute: 9 })]);
    expect(await queue()).toMatchObject([{ status: "silenced", count: 0, total_count: 3 }, {}, {}, { status: "silenced", total_count: 1 }]);
    await arrive([call({ pid: 10, to: "8.8.8.8", minute: 10 })]);
    expect((await queue())[0]).toMatchObject({ status: "open", count: 1, total_count: 4, destination: "8.8.8.8" });
    await removeException(actor, outcome.id, now);
    expect((await queue())[0]).toMatchObject({ status: "open", count: 4, total_count: 4, destination: "20.37.1.1" });
  });

  test("an alert that somebody has comes back as theirs", async () => {
    const { queue, alertOf, draft } = await threeAlerts();
    await takeAlerts(actor, [await alertOf(10)], now);
    const outcome = await saved(draft());
    expect((await queue())[0]).toMatchObject({ status: "silenced", assignee_name: "Ana" });
    await removeException(actor, outcome.id, now);
    expect((await queue())[0]).toMatchObject({ status: "in_progress", assignee_name: "Ana", count: 2 });
  });

  test("a range of addresses, of both families, reaches exactly its ends", async () => {
    const { queue, draft, arrive, call } = await newStory();
    await arrive([
      call({ pid: 1, to: "198.51.100.9" }),
      call({ pid: 2, to: "198.51.100.10" }),
      call({ pid: 3, to: "198.51.100.20" }),
      call({ pid: 4, to: "198.51.100.21" }),
      call({ pid: 5, to: "2001:db8::1" }),
      call({ pid: 6, to: "2001:db8:1::1" }),
    ]);
    await saved(
      draft({ conditions: [{ field: "destination.ip", operator: "address", values: ["198.51.100.10-198.51.100.20", "2001:db8::/48"] }] }),
    );
    expect((await queue()).map((row) => row.status)).toEqual(["open", "silenced", "silenced", "open", "silenced", "open"]);
  });

  test("the destination of what comes in is this machine, not the remote end", async () => {
    const { queue, draft, arrive, call } = await newStory();
    await arrive([call({ pid: 1, to: "20.37.1.1", incoming: true }), call({ pid: 2, to: "20.37.1.1" })]);
    await saved(draft({ conditions: [{ field: "destination.ip", operator: "address", values: ["20.37.1.1"] }] }));
    expect((await queue()).map((row) => row.status)).toEqual(["silenced", "silenced"]);
  });
});

describe("an exception by command line", () => {
  const conditions: ExceptionDraft["conditions"] = [
    { field: "process.command_line", operator: "wildcard", values: ["msbuild.exe *.csproj"] },
  ];

  test("reads the process of a connection that carries none", async () => {
    const { queue, draft } = await threeAlerts();
    await saved(draft({ conditions }));
    expect((await queue()).map((row) => row.status)).toEqual(["silenced", "open", "open"]);
  });

  test("judges again when the start of the process arrives late, and never touches what people decided", async () => {
    const { queue, draft, arrive, call, start, alertOf } = await newStory();
    await arrive([call({ pid: 30, to: "20.37.1.1" }), call({ pid: 31, to: "20.37.1.1" }), call({ pid: 32, to: "20.37.1.1" })]);
    await judgeAlerts(actor, { alertIds: [await alertOf(31)], verdict: "benign_positive", reason: "admin_activity" }, now);
    await saved(draft({ conditions, expiresAt: null }));
    expect((await queue()).map((row) => row.status)).toEqual(["open", "closed", "open"]);
    await arrive([start(30, "MSBuild.exe late.csproj"), start(31, "MSBuild.exe late.csproj"), start(32, "MSBuild.exe other.xml")]);
    expect(await queue()).toMatchObject([
      { status: "silenced", command_line: "MSBuild.exe late.csproj" },
      { status: "closed", verdict: "benign_positive", count: 1 },
      { status: "open", command_line: "MSBuild.exe other.xml" },
    ]);
  });
});

describe("refusals", () => {
  test("a draft that does not match its own alert is refused with what the evidence has", async () => {
    const { draft, alertOf } = await threeAlerts();
    const input = draft({
      sourceAlertId: await alertOf(12),
      conditions: [{ field: "process.executable", operator: "exact", values: ["c:\\tools\\msbuild.exe"] }],
    });
    const outcome = await saveException(actor, input, now);
    expect(outcome).toMatchObject({
      ok: false,
      lints: expect.arrayContaining([expect.objectContaining({ code: "misses-source", level: "block", condition: 0 })]),
    });
    expect(JSON.stringify(outcome)).toContain("MSBuild.exe");
    expect((await previewDraft(input, now)).sourceMatches).toBe(false);
  });

  test("a draft for another rule than its alert's is refused", async () => {
    const { draft, alertOf } = await threeAlerts();
    const outcome = await saveException(actor, draft({ sourceAlertId: await alertOf(10), ruleIds: ["another"] }), now);
    expect(outcome).toMatchObject({ ok: false, lints: expect.arrayContaining([expect.objectContaining({ code: "other-rule" })]) });
  });

  test("a draft that matches a confirmed true positive is refused, however old that is", async () => {
    const { draft, alertOf, queue } = await threeAlerts();
    await judgeAlerts(actor, { alertIds: [await alertOf(11)], verdict: "true_positive", reason: "malicious" }, now);
    const later = new Date("2026-12-01T00:00:00Z");
    const input = draft({ expiresAt: null });
    expect(await saveException(actor, input, later)).toMatchObject({
      ok: false,
      lints: expect.arrayContaining([expect.objectContaining({ code: "true-positive" })]),
    });
    expect((await previewDraft(input, later)).truePositives).toMatchObject([{ id: await alertOf(11) }]);
    expect((await queue()).filter((row) => row.status === "silenced")).toEqual([]);
  });

  test("host bits and an expiry in the past are refused", async () => {
    const { draft } = await newStory();
    const outcome = await saveException(
      actor,
      draft({
        conditions: [{ field: "destination.ip", operator: "address", values: ["20.37.1.1/16"] }],
        expiresAt: "2020-01-01T00:00:00Z",
      }),
      now,
    );
    expect(outcome).toMatchObject({
      ok: false,
      lints: expect.arrayContaining([
        expect.objectContaining({ code: "host-bits-set" }),
        expect.objectContaining({ code: "already-expired" }),
      ]),
    });
  });
});

describe("the end of an exception", () => {
  test("expiry is a stored transition that brings the alerts back; extending puts it into force again", async () => {
    const { queue, draft } = await threeAlerts();
    const before = await queue();
    const outcome = await saved(draft({ expiresAt: "2026-01-11T00:00:00Z" }));
    await expireExceptions(new Date("2026-01-10T23:59:59Z"));
    expect((await queue())[0]?.status).toBe("silenced");
    await expireExceptions(new Date("2026-01-11T00:00:00Z"));
    expect(await queue()).toEqual(before);
    const { rows } = await pool().query("SELECT status, ended_at FROM exception WHERE id = $1", [outcome.id]);
    expect(rows).toMatchObject([{ status: "expired", ended_at: new Date("2026-01-11T00:00:00Z") }]);
    await extendException(actor, { exceptionId: outcome.id, expiresAt: "2099-01-01T00:00:00Z" }, now);
    expect((await queue())[0]?.status).toBe("silenced");
  });

  test("undoing a removal silences again; undoing what was changed since is refused", async () => {
    const { queue, draft } = await threeAlerts();
    const created = await saved(draft({ expiresAt: null }));
    const silenced = await queue();
    const removed = await removeException(actor, created.id, now);
    if (!removed.ok) throw new Error(removed.reason);
    expect(removed.changed).toBe(1);
    expect(await undoBatch(actor, created.batchId, now)).toMatchObject({ ok: false });
    expect(await undoBatch(actor, removed.batchId, now)).toMatchObject({ ok: true, changed: 1 });
    expect(await queue()).toEqual(silenced);
  });

  test("two exceptions on one alert: it comes back with the last of them", async () => {
    const { queue, draft } = await threeAlerts();
    const [one, two] = [
      await saved(draft()),
      await saved(draft({ conditions: [{ field: "process.command_line", operator: "exact", values: ["MSBuild.exe feed.csproj"] }] })),
    ];
    await removeException(actor, one.id, now);
    expect((await queue())[0]?.status).toBe("silenced");
    await removeException(actor, two.id, now);
    expect((await queue())[0]?.status).toBe("open");
  });
});

test("an exception saved while workers raise leaves nothing open that it matches", async () => {
  const { queue, draft, arrive, call } = await newStory();
  await arrive([call({ pid: 1, to: "20.37.1.1" })]);
  const batches = Array.from({ length: 8 }, (_, n) =>
    arrive([call({ pid: 100 + n, to: "20.37.1.1", minute: n }), call({ pid: 1, to: "20.37.1.1", minute: n + 1 })]),
  );
  await Promise.all([...batches, saved(draft({ expiresAt: null }))]);
  expect((await queue()).map((row) => row.status)).toEqual(Array(9).fill("silenced"));
});

test("the alert's page tells who silenced it and when it came back", async () => {
  const { draft, alertOf } = await threeAlerts();
  const id = await alertOf(10);
  const outcome = await saved(draft());
  const detail = await getAlertDetail(id);
  expect(detail).toMatchObject({ status: "silenced", exceptions: [{ id: outcome.id }], evidenceTotal: 2 });
  expect(detail?.evidence[0]).toMatchObject({
    class: "network_connection",
    source: "sysmon",
    file: "story.evtx",
    silencedBy: [{ id: outcome.id }],
  });
  expect(detail?.summary).toContain("MSBuild.exe");
  await removeException(actor, outcome.id, now);
  expect((await getAlertDetail(id))?.history.map((entry) => entry.action)).toEqual(["alert.return", "alert.silence"]);
});

test("the audit chain verifies", async () => {
  const { draft } = await threeAlerts();
  await saved(draft());
  expect(await verifyAuditChain()).toMatchObject({ ok: true });
});
