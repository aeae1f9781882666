import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import type { ActorId } from "../../account/types.ts";
import { ALERT_SORTS, AlertQuery } from "../schema.ts";
import type { AlertRow } from "../types.ts";
import { getQueuePage } from "./data.ts";

const SIZE = 300;
const scope = randomUUID();
const me = `user-${scope}` as ActorId;
const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T;
const made: { id: string; status: string; host: string; user: string; process: string | null; address: string | null }[] = [];
let hostId = 0;

/** Many equal keys on purpose: ties are where a page repeats or loses a row. Every third time has microseconds. */
function alertRow(n: number): unknown[] {
  const process = pick([null, "cmd.exe", "MSBuild.exe", "msbuild.exe", "100%_real.exe"], n);
  const status = pick(["open", "in_progress", "open", "closed", "silenced"], n);
  const address = n % 4 === 0 ? null : n % 9 === 0 ? `2001:db8::${n.toString(16)}` : `198.51.${n % 3}.${n % 250}`;
  const seen = new Date(Date.UTC(2026, 0, 1, 0, n % 17)).toISOString().replace("Z", n % 3 === 0 ? `${100 + (n % 7)}Z` : "Z");
  const id = randomUUID();
  const user = pick(["CORP\\alice", "bob"], n);
  made.push({ id, status, host: `host-${scope}`, user, process, address });
  const rank = n % 5;
  const severity = pick(["informational", "low", "medium", "high", "critical"], rank);
  return [
    id,
    randomUUID(),
    `rule-${scope}-${n % 6}`,
    `Rule ${pick(["b", "A", "c"], n)} ${scope}`,
    severity,
    rank,
    status,
    hostId,
    `host-${scope}`,
    user,
    process,
    `run ${n} /c "50% off_${n % 10}"`,
    address,
    seen,
    seen,
    n % 4,
    n % 2 === 0 ? "NL" : null,
    n % 2 === 0 ? 4_200_000_000 : null,
    status === "in_progress" ? me : null,
  ];
}

beforeAll(async () => {
  const host = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`host-${scope}`]);
  hostId = host.rows[0].id;
  for (let n = 0; n < SIZE; n++) {
    const row = alertRow(n);
    await pool().query(
      `INSERT INTO alert (id, key, rule_id, rule_title, severity, severity_rank, status, host_id, host_name, user_name, process_name, command_line,
         destination_address, first_seen, last_seen, count, country, asn, assignee_id, language, tags)
       VALUES (${row.map((_, at) => `$${at + 1}`).join(",")}, 'sigma', '{}')`,
      row,
    );
    const last = made.at(-1);
    if (last?.address) {
      await pool().query(
        `INSERT INTO alert_evidence (alert_id, event_id, finding_id, alert_key, host_id, timestamp, remote_address, why, silenced_by)
         VALUES ($1, $2, $2, $3, $4, now(), $5, '[]', $6)`,
        [last.id, randomUUID(), randomUUID(), hostId, last.address, last.status === "silenced" ? [scope] : []],
      );
    }
  }
});
afterAll(disconnect);

const queryOf = (input: object): AlertQuery => AlertQuery.parse({ host: `host-${scope}`, ...input });
const allStatuses = ["open", "in_progress", "closed", "silenced"] as const;

async function walk(query: AlertQuery): Promise<readonly AlertRow[]> {
  const rows: AlertRow[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await getQueuePage({ ...query, cursor }, me);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    cursor = page.next;
  }
}

describe("pages", () => {
  test.each(ALERT_SORTS.flatMap((sort) => (["asc", "desc"] as const).map((direction) => ({ sort, direction }))))(
    "sorted by $sort $direction cover every alert exactly once, forwards and backwards",
    async ({ sort, direction }) => {
      const query = queryOf({ sort, direction, status: allStatuses, size: 37 });
      const forwards = await walk(query);
      expect(forwards.map((row) => row.id).sort()).toEqual(made.map((row) => row.id).sort());
      const lastPage = await getQueuePage({ ...query, cursor: (await pageBeforeEnd(query)) ?? undefined }, me);
      const backwards: AlertRow[] = [...lastPage.rows];
      let cursor = lastPage.previous;
      while (cursor !== null) {
        const page = await getQueuePage({ ...query, cursor, before: true }, me);
        backwards.unshift(...page.rows);
        cursor = page.previous;
      }
      expect(backwards.map((row) => row.id)).toEqual(forwards.map((row) => row.id));
    },
  );

  test("are the same rows whatever their size", async () => {
    const whole = (await walk(queryOf({ status: allStatuses, size: 200, sort: "count" }))).map((row) => row.id);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10, max: 200 }), async (size) => {
        expect((await walk(queryOf({ status: allStatuses, size, sort: "count" }))).map((row) => row.id)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  test.each(["", "garbage", Buffer.from('["severity","x","y","z"]').toString("base64url")])(
    "a cursor that is not one (%j) reads from the start",
    async (cursor) => {
      const first = await getQueuePage(queryOf({}), me);
      expect((await getQueuePage(queryOf({ cursor }), me)).rows).toEqual(first.rows);
    },
  );
});

async function pageBeforeEnd(query: AlertQuery): Promise<string | null> {
  let cursor: string | null = null;
  for (;;) {
    const page = await getQueuePage({ ...query, cursor: cursor ?? undefined }, me);
    if (page.next === null) return cursor;
    cursor = page.next;
  }
}

describe("filters", () => {
  const expected = (keep: (row: (typeof made)[number]) => boolean) =>
    made
      .filter(keep)
      .map((row) => row.id)
      .sort();
  test.each<[string, object, (row: (typeof made)[number]) => boolean]>([
    ["nothing asked: open work", {}, (row) => row.status === "open" || row.status === "in_progress"],
    ["status as one text", { status: "closed" }, (row) => row.status === "closed"],
    ["statuses with a comma", { status: "closed,silenced" }, (row) => row.status === "closed" || row.status === "silenced"],
    [
      "a process, whatever its case",
      { status: allStatuses, process: "MSBUILD.exe" },
      (row) => row.process?.toLowerCase() === "msbuild.exe",
    ],
    ["a process with a star", { status: allStatuses, process: "*build*" }, (row) => /build/i.test(row.process ?? "")],
    [
      "percent and underscore stand for themselves",
      { status: allStatuses, process: "100%_real.exe" },
      (row) => row.process === "100%_real.exe",
    ],
    ["an underscore is no joker", { status: allStatuses, process: "cmd_exe" }, () => false],
    ["a user with a backslash", { status: allStatuses, user: "corp\\alice" }, (row) => row.user === "CORP\\alice"],
    ["an IPv4 block", { status: allStatuses, destination: "198.51.1.0/24" }, (row) => row.address?.startsWith("198.51.1.") ?? false],
    ["an IPv6 block", { status: allStatuses, destination: "2001:db8::/32" }, (row) => row.address?.includes(":") ?? false],
    ["something that is no address", { status: allStatuses, destination: "198.51." }, () => false],
    ["free text within a command line", { status: allStatuses, q: '50% OFF_3"' }, (row) => made.indexOf(row) % 10 === 3],
    ["free text that is an address", { status: allStatuses, q: "2001:DB8" }, (row) => row.address?.includes(":") ?? false],
    ["mine", { status: allStatuses, assignee: "me" }, (row) => row.status === "in_progress"],
    ["an exception", { status: allStatuses, exception: scope }, (row) => row.status === "silenced" && row.address !== null],
    ["a country", { status: allStatuses, country: "nl" }, (row) => made.indexOf(row) % 2 === 0],
    [
      "without a process: those without any process stay",
      { status: allStatuses, not: ["process:MSBuild.exe"] },
      (row) => row.process?.toLowerCase() !== "msbuild.exe",
    ],
    ["without a country: those of none stay", { status: allStatuses, not: "country:NL" }, (row) => made.indexOf(row) % 2 !== 0],
    [
      "without an address block and without a user",
      { status: allStatuses, not: ["destination:198.51.1.0%2F24", `user:${encodeURIComponent("corp\\alice")}`] },
      (row) => !row.address?.startsWith("198.51.1.") && row.user?.toLowerCase() !== "corp\\alice",
    ],
    ["without an autonomous system", { status: allStatuses, not: "asn:4200000000" }, (row) => made.indexOf(row) % 2 !== 0],
    ["without its own host there is nothing", { status: allStatuses, not: `host:HOST-${scope}` }, () => false],
    ["an autonomous system beyond 31 bits", { status: allStatuses, asn: "4200000000" }, (row) => made.indexOf(row) % 2 === 0],
  ])("%s", async (_name, input, keep) => {
    const query = queryOf(input);
    expect((await walk(query)).map((row) => row.id).sort()).toEqual(expected(keep));
    const page = await getQueuePage(query, me);
    expect(page.total).toBe(expected(keep).length);
  });

  test("times bound the alert's span, to the microsecond", async () => {
    const [first] = await walk(queryOf({ status: allStatuses, sort: "firstSeen", direction: "asc" }));
    const seen = first?.firstSeen ?? "";
    expect((await getQueuePage(queryOf({ status: allStatuses, to: seen }), me)).rows.every((row) => row.firstSeen === seen)).toBe(true);
  });

  test("counts by status do not depend on the status asked for", async () => {
    const open = await getQueuePage(queryOf({}), me);
    const closed = await getQueuePage(queryOf({ status: "closed" }), me);
    expect(open.statusCounts).toEqual(closed.statusCounts);
    expect(open.statusCounts).toEqual({ open: 120, in_progress: 60, closed: 60, silenced: 60 });
  });
});
