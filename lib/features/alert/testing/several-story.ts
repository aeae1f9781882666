import { randomUUID } from "node:crypto";
import type { RuleId } from "#core/detection/finding";
import type { Outline } from "#core/detection/outline";
import type { Event } from "#core/event/event";
import { compileExceptions } from "#core/exception/judge";
import { evidenceSubject } from "#core/exception/subject";
import { normalise } from "#core/normalise/normalise";
import { addressLookup } from "#lib/addresses";
import { pool } from "#lib/db/client";
import { instant } from "#lib/db/instant";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { inClient } from "#lib/db/testing/in-client";
import { ensurePartitions, insertEvents } from "../../event/mutations.ts";
import { mergeProcesses } from "../../event/process/mutations.ts";
import { listRunningExceptions } from "../../exception/data.ts";
import type { ExceptionDraft } from "../../exception/schema.ts";
import { raiseAlerts } from "../evidence/mutations.ts";
import type { RaisedFinding, RaisedPiece } from "../types.ts";

export const SEQUENCE: Outline = {
  kind: "sequence",
  by: ["process.entity_id"],
  within: 30_000_000,
  steps: [
    { name: "1 process", isAbsent: false },
    { name: "2 network", isAbsent: false },
    { name: "3 file", isAbsent: true },
  ],
  until: null,
};
export const WINDOW: Outline = {
  kind: "window",
  by: ["User"],
  within: 600_000_000,
  bounds: [{ aggregate: "count", compare: ">=", bound: 3 }],
  branches: ["connects"],
  aggregates: [{ name: "count", counts: "events" }],
};

const RECEIVED_AT = Date.UTC(2026, 0, 10) * 1000;

/** Hosts and a rule of its own, real Sysmon records stored and merged into processes, and findings of several of them. */
export async function severalStory() {
  const scope = randomUUID().slice(0, 8);
  const rule = `rule-${scope}` as RuleId;
  const hosts = new Map<string, number>();
  let record = 0;

  const hostName = (name: string): string => `${name}-${scope}.example.test`;
  const hostOf = async (name: string): Promise<number> => {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [hostName(name)]);
    hosts.set(name, rows[0].id);
    return rows[0].id;
  };

  /** A Sysmon event of a process on a host, stored; seconds count from 08:00. */
  const happen = async (id: 1 | 3, host: string, pid: number, second: number, data: object): Promise<StoredPiece> => {
    const hostId = await hostOf(host);
    const time = new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString();
    const guid = `{${scope}-0000-695b-0000-${String(pid).padStart(12, "0")}}`;
    const System = {
      Provider: { Name: "Microsoft-Windows-Sysmon" },
      EventID: id,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Computer: hostName(host),
      EventRecordID: ++record,
      TimeCreated: { SystemTime: time },
    };
    const own = {
      UtcTime: time.replace("T", " ").replace("Z", ""),
      ProcessGuid: guid,
      ProcessId: String(pid),
      Image: "C:\\Tools\\MSBuild.exe",
    };
    const body = { System, EventData: { ...own, User: "CORP\\alice", ...data } };
    const event = normalise({ position: { file: "story.evtx", record }, shape: "windows-event", body }, { receivedAt: RECEIVED_AT });
    if ("kind" in event) throw new Error(event.detail);
    await inClient((client) => ensurePartitions(client, [event]));
    await inClient(async (client) => {
      await insertEvents(client, randomUUID(), [
        { event, hostId, raw: JSON.stringify(body), processKey: String(event.fields["callout.process.key"]) },
      ]);
      await mergeProcesses(client, [event], () => hostId);
    });
    return { event, hostId, hostName: hostName(host) };
  };
  const start = (host: string, pid: number, second: number, commandLine = "MSBuild.exe a.csproj"): Promise<StoredPiece> =>
    happen(1, host, pid, second, {
      CommandLine: commandLine,
      ParentProcessGuid: `{${scope}-0000-695b-0000-000000000001}`,
      ParentProcessId: "1",
    });
  const connect = (host: string, pid: number, second: number, to: string): Promise<StoredPiece> =>
    happen(3, host, pid, second, {
      Protocol: "tcp",
      Initiated: "true",
      SourceIp: "10.1.1.5",
      SourcePort: "50000",
      DestinationIp: to,
      DestinationPort: "443",
    });

  /** Judged as the pipeline judges, with the step each piece is. */
  const pieces = async (of: readonly StoredPiece[], steps: readonly RaisedPiece["step"][]): Promise<readonly RaisedPiece[]> => {
    const judge = compileExceptions(await listRunningExceptions());
    const lookup = await addressLookup();
    const built: RaisedPiece[] = [];
    for (const [at, { event, hostId, hostName: name }] of of.entries()) {
      const key = String(event.fields["callout.process.key"]);
      const { rows } = await pool().query(
        `SELECT p.command_line AS "commandLine", p.executable, p.user_name AS "userName", NULL AS "parentCommandLine" FROM process p
         WHERE p.host_id = $1 AND p.key = $2`,
        [hostId, key],
      );
      const context = rows[0] ?? null;
      const step = steps[at] ?? null;
      const remote = event.fields["callout.remote.ip"];
      built.push({
        hostId,
        hostName: name,
        eventId: event.id,
        at: instant(event.timestamp),
        why: [{ path: "where", field: "process.name", test: 'is "MSBuild.exe"', held: true, value: "MSBuild.exe", spans: [[0, 7]] }],
        user: "CORP\\alice",
        process: { key, name: "MSBuild.exe", executable: null, commandLine: context?.commandLine ?? null },
        destination: typeof remote === "string" ? { context: lookup(remote), port: 443 } : null,
        silencedBy: judge.silencedBy(evidenceSubject(rule, event, context), Date.now(), step?.name),
        step,
      });
    }
    return built;
  };

  const finding = async (of: readonly StoredPiece[], part: Partial<RaisedFinding> & Pick<RaisedFinding, "group" | "silencing">) => {
    const { outline = SEQUENCE } = part;
    const steps = outline.kind === "sequence" ? outline.steps.map(({ name }, index) => ({ index, name })) : [];
    const built = await pieces(of, steps);
    return {
      rule: { id: rule, title: `Rule ${scope}`, language: "eql" as const, severity: "high" as const, tags: [] },
      findingId: randomUUID(),
      at: built.at(-1)?.at ?? "",
      why: [],
      cells: {},
      pieces: built,
      total: built.length,
      outline,
      ...part,
    };
  };
  /** A process and its connection, as the sequence has it. */
  const sequence = async (host: string, pid: number, second: number, to: string, part: Partial<RaisedFinding> = {}) =>
    finding([await start(host, pid, second), await connect(host, pid, second + 4, to)], {
      group: { "process.entity_id": `${scope}-${pid}` },
      silencing: "any",
      ...part,
    });
  const raise = (...findings: readonly RaisedFinding[]) =>
    inClient(async (client) => {
      await shareExceptions(onClient(client));
      return raiseAlerts(client, findings);
    });

  /** What the queue shows of the story's alerts, by when they were first seen. */
  const queue = async (): Promise<readonly Record<string, unknown>[]> => {
    const { rows } = await pool().query(
      `SELECT id, key, generation, status, shape, count, total_count, event_count, host_name, host_count, process_key, first_seen, last_seen,
              host(destination_address) AS destination, destination_port, destination_count, asn, country, group_cells
       FROM alert WHERE rule_id = $1 ORDER BY first_seen, key, generation`,
      [rule],
    );
    return rows;
  };
  const draft = (part: Partial<ExceptionDraft> = {}): ExceptionDraft => ({
    title: `Feed ${scope}`,
    reason: "The package feed of the build agents",
    conditions: [{ field: "destination.ip", operator: "address", values: ["20.37.0.0/16"] }],
    ruleIds: [rule],
    step: null,
    expiresAt: null,
    sourceAlertId: null,
    ...part,
  });
  return { scope, rule, hostName, start, connect, finding, sequence, raise, queue, draft };
}

export interface StoredPiece {
  readonly event: Event;
  readonly hostId: number;
  readonly hostName: string;
}
