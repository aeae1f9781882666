import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, expect, test } from "vitest";
import { normalise } from "#core/normalise/normalise";
import { disconnect, pool } from "#lib/db/client";
import { sortEvents } from "./duplicate/data.ts";
import { ensurePartitions, insertEvents, isEventConflict } from "./mutations.ts";
import type { NewEvent } from "./types.ts";

afterAll(disconnect);

async function hostOf(): Promise<number> {
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`t-${randomUUID()}`]);
  return rows[0].id;
}

function eventOf(hostId: number, record: number, body: Record<string, string>, receivedAt = Date.UTC(2026, 4, 5)): NewEvent {
  const event = normalise({ position: { file: "t", record }, shape: "json", body }, { receivedAt: receivedAt * 1_000 });
  if ("kind" in event) throw new Error(event.detail);
  return { event, hostId, raw: JSON.stringify(body) };
}

async function inTransactions<T>(work: (one: pg.PoolClient, other: pg.PoolClient) => Promise<T>): Promise<T> {
  const [one, other] = [await pool().connect(), await pool().connect()];
  try {
    await one.query("BEGIN");
    await other.query("BEGIN");
    return await work(one, other);
  } finally {
    await one.query("ROLLBACK");
    await other.query("ROLLBACK");
    one.release();
    other.release();
  }
}

test("an event that another transaction stores first is a conflict, and a duplicate at the second look", async () => {
  const hostId = await hostOf();
  const events = [1, 2].map((record) => eventOf(hostId, record, { "@timestamp": "2026-05-04T10:00:00Z", note: `number ${record}` }));
  await inTransactions(async (one, other) => {
    await ensurePartitions(
      one,
      events.map(({ event }) => event),
    );
    await one.query("COMMIT");
    await one.query("BEGIN");
    expect((await sortEvents(other, randomUUID(), events)).fresh).toEqual(new Set([0, 1]));
    await insertEvents(one, randomUUID(), events.slice(1));
    const late = insertEvents(other, randomUUID(), events).catch((error: unknown) => error);
    await one.query("COMMIT");
    expect(isEventConflict(await late)).toBe(true);
    await other.query("ROLLBACK");
    await other.query("BEGIN");
    expect((await sortEvents(other, randomUUID(), events)).fresh).toEqual(new Set([0]));
  });
});

test("a stored event is a replay only for the ingest, file and record that stored it", async () => {
  const [hostId, ingestId] = [await hostOf(), randomUUID()];
  const body = { "@timestamp": "2026-05-04T10:00:00Z", note: "once" };
  const [fifth, ninth] = [eventOf(hostId, 5, body), eventOf(hostId, 9, body)];
  await inTransactions(async (one) => {
    expect((await sortEvents(one, ingestId, [fifth, ninth])).fresh).toEqual(new Set([0]));
    await insertEvents(one, ingestId, [{ ...fifth, processKey: "sysmon:x" }]);
    const nothing: ReadonlySet<number> = new Set();
    expect(await sortEvents(one, ingestId, [ninth, fifth])).toEqual({ fresh: nothing, replayed: new Map([[1, "sysmon:x"]]) });
    expect(await sortEvents(one, ingestId, [ninth])).toEqual({ fresh: nothing, replayed: new Map() });
    expect(await sortEvents(one, randomUUID(), [fifth])).toEqual({ fresh: nothing, replayed: new Map() });
  });
});

test("a record without a time is found again whenever it arrives; elsewhere it is another event", async () => {
  const [hostId, elsewhere] = [await hostOf(), await hostOf()];
  const body = { note: "no time at all" };
  await inTransactions(async (one) => {
    await insertEvents(one, randomUUID(), [eventOf(hostId, 1, body)]);
    const later = Date.UTC(2026, 4, 7);
    const again = [eventOf(hostId, 1, body, later), eventOf(hostId, 2, body, later), eventOf(elsewhere, 3, body, later)];
    expect((await sortEvents(one, randomUUID(), again)).fresh).toEqual(new Set([2]));
  });
});

test("workers that want a new day at once all have it", async () => {
  // Days that no other test is on: of one that is there already nothing would be seen.
  const days = Array.from({ length: 8 }, (_, at) => `2026-01-${String(at + 20).padStart(2, "0")}T00:00:00Z`);
  for (const day of days) {
    const wanted = [1, 2, 3, 4].map(() => pool().query("SELECT ensure_event_partition($1)", [day]));
    expect((await Promise.allSettled(wanted)).filter(({ status }) => status === "rejected")).toEqual([]);
  }
});
