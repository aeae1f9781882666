import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import { listConnections } from "../connection/data.ts";
import { getProcessChain, listProcesses } from "./data.ts";

afterAll(disconnect);

interface Row {
  readonly key: string;
  readonly parent?: string;
  readonly pid?: number;
  readonly parentPid?: number;
  readonly started?: number;
  readonly ended?: number;
  readonly rank?: number;
}

const at = (second: number | undefined): string | null =>
  second === undefined ? null : new Date(Date.UTC(2026, 1, 1, 0, 0, second)).toISOString();

async function makeHost(rows: readonly Row[]): Promise<number> {
  const name = `host-${randomUUID()}`;
  const host = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [name]);
  for (const row of rows) {
    await pool().query(
      `INSERT INTO process (host_id, key, entity_id, pid, name, started_at, ended_at, parent_key, parent_pid, parent_link, rank, first_seen, last_seen)
       VALUES ($1, $2, $2, $3, $2 || '.exe', $4, $5, $6, $7, $8, $9, now(), now())`,
      [
        host.rows[0].id,
        row.key,
        row.pid ?? null,
        at(row.started),
        at(row.ended),
        row.parent ?? null,
        row.parentPid ?? null,
        row.parent ? "exact" : "missing",
        row.rank ?? 100,
      ],
    );
  }
  return host.rows[0].id;
}
const keysOf = async (hostId: number, key: string) => (await getProcessChain({ hostId, key })).ancestors.map((node) => node.key);

describe("the chain of a process", () => {
  test("runs from the root down, by stored links", async () => {
    const hostId = await makeHost([
      { key: "c", parent: "b", started: 3 },
      { key: "b", parent: "a", started: 2 },
      { key: "a", started: 1 },
    ]);
    const chain = await getProcessChain({ hostId, key: "c" });
    expect(chain.ancestors.map((node) => [node.key, node.parentLink, node.childCount])).toEqual([
      ["a", "missing", 1],
      ["b", "exact", 1],
      ["c", "exact", 0],
    ]);
    expect(chain.rootNote).toBe("parent exited or not recorded");
  });

  test("finds a parent known by pid alone among those that had the pid then, and says so", async () => {
    const hostId = await makeHost([
      { key: "child", pid: 9, parentPid: 5, started: 50 },
      { key: "earlier", pid: 5, started: 1, ended: 20 },
      { key: "parent", pid: 5, parent: "root", started: 30 },
      { key: "later", pid: 5, started: 55 },
      { key: "root", pid: 4, started: 0 },
    ]);
    const chain = await getProcessChain({ hostId, key: "child" });
    expect(chain.ancestors.map((node) => [node.key, node.parentLink])).toEqual([
      ["root", "missing"],
      ["parent", "exact"],
      ["child", "inferred"],
    ]);
    expect(chain.rootNote).toBeNull();
  });

  test.each<[string, readonly Row[], string]>([
    ["a parent that is only named", [{ key: "x", parent: "gone" }], "parent not in the data"],
    ["a stub", [{ key: "x", rank: 40 }], "parent not in the data"],
    ["a pid that nobody had", [{ key: "x", parentPid: 77, started: 5 }], "parent exited or not recorded (pid 77)"],
    [
      "a loop",
      [
        { key: "x", parent: "y" },
        { key: "y", parent: "x" },
      ],
      "the stored parents form a loop; it was cut here",
    ],
    ["its own parent", [{ key: "x", parent: "x" }], "the stored parents form a loop; it was cut here"],
  ])("says why it starts where it does: %s", async (_name, rows, note) => {
    expect((await getProcessChain({ hostId: await makeHost(rows), key: "x" })).rootNote).toBe(note);
  });

  test("ends a loop by pid", async () => {
    const hostId = await makeHost([
      { key: "a", pid: 1, parentPid: 2, started: 10 },
      { key: "b", pid: 2, parentPid: 1, started: 10 },
    ]);
    expect(await keysOf(hostId, "a")).toEqual(["b", "a"]);
  });

  test("shows 64 of many ancestors", async () => {
    const hostId = await makeHost(Array.from({ length: 80 }, (_, n) => ({ key: `p${n}`, parent: `p${n + 1}` })));
    const chain = await getProcessChain({ hostId, key: "p0" });
    expect([chain.ancestors.length, chain.ancestors.at(-1)?.key, chain.rootNote]).toEqual([64, "p0", "64 ancestors shown"]);
  });

  test("is empty for a process nobody has seen", async () => {
    expect(await getProcessChain({ hostId: await makeHost([]), key: "x" })).toEqual({ ancestors: [], rootNote: null });
  });
});

test("children come a hundred at a time, each once, and siblings leave the process itself out", async () => {
  const children = Array.from({ length: 230 }, (_, n) => ({ key: `c${n}`, parent: "top", started: n % 7 }));
  const hostId = await makeHost([{ key: "top" }, ...children]);
  const seen: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await listProcesses({ hostId, key: "top" }, "children", cursor);
    seen.push(...page.nodes.map((node) => node.key));
    expect(page.more).toBe(page.next !== null);
    if (page.next === null) break;
    cursor = page.next;
  }
  expect([...seen].sort()).toEqual(children.map((child) => child.key).sort());
  const siblings = await listProcesses({ hostId, key: "c0" }, "siblings", undefined);
  expect(siblings.nodes.some((node) => node.key === "c0")).toBe(false);
  expect((await getProcessChain({ hostId, key: "top" })).ancestors).toMatchObject([{ key: "top", childCount: 230, stub: false }]);
});

test("connections of a process and its chain say how long after the start they came and who else went there", async () => {
  const hostId = await makeHost([
    { key: "up", started: 0 },
    { key: "me", parent: "up", started: 10 },
    { key: "down", parent: "me", started: 20 },
  ]);
  const elsewhere = await makeHost([]);
  const address = `2001:db8:${randomUUID().slice(0, 4)}::7`;
  const evidence = randomUUID();
  await pool().query("SELECT ensure_event_partition($1)", [at(0)]);
  for (const [key, second, id] of [
    ["up", 30, randomUUID()],
    ["me", 12, evidence],
    ["down", 40, randomUUID()],
  ] as const) {
    await pool().query(
      `INSERT INTO event (host_id, timestamp, id, ingest_id, source, class, process_key, remote_address, remote_port, direction, file, record, shape, raw)
       VALUES ($1, $2, $3, $3, 'sysmon', 'network_connection', $4, $5, 443, 'egress', 'f', 1, 'json', '{}')`,
      [hostId, at(second), id, key, address],
    );
  }
  for (const id of [hostId, elsewhere]) {
    await pool().query(
      "INSERT INTO sighting (host_id, address, process_name, first_seen, last_seen, count) VALUES ($1, $2, 'x', $3, $3, 1)",
      [id, address, at(1)],
    );
  }
  const connections = await listConnections({ hostId, key: "me" }, new Set([evidence]));
  expect(connections.map((row) => [row.processKey, row.depth, row.sinceStart, row.isEvidence, row.otherHostCount])).toEqual([
    ["down", -1, 20_000, false, 1],
    ["up", 1, 30_000, false, 1],
    ["me", 0, 2_000, true, 1],
  ]);
  expect(connections[0]).toMatchObject({
    remote: { kind: "documentation" },
    firstSeenInFleet: "2026-02-01T00:00:01.000000Z",
    direction: "egress",
  });
});
