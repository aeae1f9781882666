import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import { onClient } from "#lib/db/query";
import { inClient } from "#lib/db/testing/in-client";
import { recountAlerts } from "../count/mutations.ts";
import { singleFinding } from "../testing/finding.ts";
import type { RaisedFinding, RaisedPiece } from "../types.ts";
import { raiseAlerts } from "./mutations.ts";

afterAll(disconnect);

const minute = (n: number): string => new Date(Date.UTC(2026, 0, 5, 8, n)).toISOString();

/** A finding of its own rule and host, so that tests running at the same time do not meet. */
function findingOf(scope: string, hostId: number, part: Partial<RaisedPiece> = {}): RaisedFinding {
  const rule = {
    id: `rule-${scope}`,
    title: "MSBuild connects out",
    language: "sigma",
    severity: "high",
    tags: ["attack.t1127.001"],
  } as const;
  return singleFinding(rule, {
    hostId,
    hostName: `host-${scope}`,
    eventId: randomUUID(),
    at: minute(0),
    why: [
      { path: "selection.Image|endswith", field: "Image", test: 'ends with "\\msbuild.exe"', held: true, value: "a\u0000b", spans: [] },
    ],
    user: "alice",
    process: { key: "sysmon:1", name: "MSBuild.exe", executable: "C:\\MSBuild.exe", commandLine: "MSBuild.exe a.csproj" },
    destination: { context: { address: "203.0.113.7", kind: "documentation" }, port: 443 },
    silencedBy: [],
    step: null,
    ...part,
  });
}

async function makeHost(scope: string): Promise<number> {
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`host-${scope}`]);
  return rows[0].id;
}

async function alertsOf(scope: string): Promise<Record<string, unknown>[]> {
  const { rows } = await pool().query(
    `SELECT id, generation, status, count, total_count, first_seen, last_seen, host(destination_address) AS destination, destination_port,
            destination_count, asn::int AS asn, country FROM alert WHERE host_name = $1 ORDER BY rule_id, process_key, generation`,
    [`host-${scope}`],
  );
  return rows;
}

async function story(): Promise<{
  scope: string;
  raise: (...findings: RaisedFinding[]) => ReturnType<typeof raiseAlerts>;
  finding: (part?: Partial<RaisedPiece>) => RaisedFinding;
}> {
  const scope = randomUUID();
  const hostId = await makeHost(scope);
  return {
    scope,
    raise: (...findings) => inClient((client) => raiseAlerts(client, findings)),
    finding: (part) => findingOf(scope, hostId, part),
  };
}

describe("raising", () => {
  test("findings of one rule, host and process are one alert with all their evidence", async () => {
    const { scope, raise, finding } = await story();
    const other = finding({ process: { key: "sysmon:2", name: "MSBuild.exe", executable: null, commandLine: null } });
    const second = finding({ at: minute(5), destination: { context: { address: "2001:db8::1", kind: "documentation" }, port: 8443 } });
    expect(await raise(finding({ at: minute(3) }), second, other)).toEqual({ raised: 3, alerts: 2 });
    expect(await raise(finding({ at: minute(1) }))).toEqual({ raised: 1, alerts: 0 });
    expect(await alertsOf(scope)).toMatchObject([
      {
        status: "open",
        count: 3,
        total_count: 3,
        destination: "203.0.113.7",
        destination_count: 2,
        first_seen: new Date(minute(1)),
        last_seen: new Date(minute(5)),
      },
      { status: "open", count: 1, total_count: 1 },
    ]);
  });

  test("a replay changes nothing, whole or in part", async () => {
    const { scope, raise, finding } = await story();
    const batch = [finding(), finding({ at: minute(2) })];
    await raise(...batch);
    const before = await alertsOf(scope);
    expect(await raise(...batch)).toEqual({ raised: 0, alerts: 0 });
    expect(await alertsOf(scope)).toEqual(before);
    expect(await raise(...batch, finding({ at: minute(9) }))).toEqual({ raised: 1, alerts: 0 });
  });

  test("new evidence for a closed alert opens the next generation, known evidence does not", async () => {
    const { scope, raise, finding } = await story();
    const first = finding();
    await raise(first);
    await pool().query("UPDATE alert SET status = 'closed', verdict = 'false_positive' WHERE host_name = $1", [`host-${scope}`]);
    expect(await raise(first)).toEqual({ raised: 0, alerts: 0 });
    expect(await raise(finding())).toEqual({ raised: 1, alerts: 1 });
    expect(await alertsOf(scope)).toMatchObject([
      { generation: 1, status: "closed", count: 1 },
      { generation: 2, status: "open", count: 1 },
    ]);
  });

  test("an alert is silenced while all of its evidence is, and opens with the first piece that counts", async () => {
    const { scope, raise, finding } = await story();
    const exception = [randomUUID()];
    await raise(finding({ silencedBy: exception, at: minute(1) }), finding({ silencedBy: exception, at: minute(4) }));
    expect(await alertsOf(scope)).toMatchObject([{ status: "silenced", count: 0, total_count: 2, destination_count: 1 }]);
    const loud = finding({
      at: minute(3),
      destination: { context: { address: "198.51.100.9", kind: "public", asn: 64500, country: "NL" }, port: 80 },
    });
    await raise(loud, finding({ silencedBy: exception, at: minute(9) }));
    expect(await alertsOf(scope)).toMatchObject([
      {
        status: "open",
        count: 1,
        total_count: 4,
        first_seen: new Date(minute(3)),
        last_seen: new Date(minute(3)),
        destination: "198.51.100.9",
        destination_count: 1,
        asn: 64500,
        country: "NL",
      },
    ]);
  });

  test("workers that raise the same keys at once make one alert each and lose nothing", async () => {
    const { scope, raise, finding } = await story();
    const processes = ["a", "b", "c", "d"].map((key) => ({ key, name: "p.exe", executable: null, commandLine: null }));
    const shared = processes.map((process) => finding({ process }));
    const batches = Array.from({ length: 6 }, (_, n) => {
      const own = processes.map((process) => finding({ process, at: minute(n) }));
      return n % 2 === 0 ? [...shared, ...own] : [...own, ...shared].reverse();
    });
    const outcomes = await Promise.all(batches.map((batch) => raise(...batch)));
    expect(outcomes.reduce((sum, outcome) => sum + outcome.raised, 0)).toBe(4 * 7);
    expect(await alertsOf(scope)).toMatchObject(processes.map(() => ({ generation: 1, count: 7, total_count: 7 })));
  });
});

test("counting what a batch adds equals counting everything again", async () => {
  const piece = fc.record({
    at: fc.integer({ min: 0, max: 50 }),
    address: fc.constantFrom(null, "198.51.100.1", "198.51.100.2", "2001:db8::5"),
    silenced: fc.boolean(),
  });
  const batches = fc.array(fc.array(piece, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, async (generated) => {
      const { scope, raise, finding } = await story();
      for (const batch of generated) {
        const findings = batch.map(({ at, address, silenced }) =>
          finding({
            at: minute(at),
            destination: address === null ? null : { context: { address, kind: "public" }, port: 443 },
            silencedBy: silenced ? [randomUUID()] : [],
          }),
        );
        await raise(...findings);
      }
      const incremental = await alertsOf(scope);
      await inClient((client) =>
        recountAlerts(
          onClient(client),
          incremental.map((alert) => String(alert.id)),
        ),
      );
      expect(await alertsOf(scope)).toEqual(incremental);
    }),
    { numRuns: 40 },
  );
});
