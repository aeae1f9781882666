import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import type { Actor, ActorId } from "../../account/types.ts";
import { undoBatch } from "../batch/mutations.ts";
import { listHistory } from "../history/data.ts";
import type { TriageOutcome } from "../types.ts";
import { addNote, judgeAlerts, releaseAlerts, reopenAlerts, takeAlerts } from "./mutations.ts";

afterAll(disconnect);

const person = (name: string): Actor => ({ type: "user", id: `user-${name}` as ActorId, name });
const [ana, bo] = [person("Ana"), person("Bo")];
const now = new Date("2026-03-04T05:06:07.089Z");

async function makeAlerts(howMany: number, part: { readonly count?: number; readonly status?: string } = {}): Promise<readonly string[]> {
  const { count = 1, status = "open" } = part;
  const { rows } = await pool().query(
    `INSERT INTO alert (id, key, rule_id, rule_title, language, severity, severity_rank, tags, status, host_id, host_name, first_seen, last_seen, count, total_count)
     SELECT gen_random_uuid(), gen_random_uuid(), 'r', 'R', 'sigma', 'low', 1, '{}', $2, 1, 'h', now(), now(), $3, 1 FROM generate_series(1, $1) RETURNING id`,
    [howMany, status, count],
  );
  return rows.map((row) => row.id);
}

async function stateOf(ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const { rows } = await pool().query(
    "SELECT status, verdict, verdict_reason, assignee_name, taken_at, closed_at FROM alert WHERE id = ANY($1) ORDER BY id",
    [ids],
  );
  return rows;
}

function done(outcome: TriageOutcome) {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
}
const falsePositive = (alertIds: readonly string[], note?: string) => ({
  alertIds,
  verdict: "false_positive" as const,
  reason: "benign_tool",
  ...(note && { note }),
});

describe("triage", () => {
  test("a verdict takes, closes and notes; undo takes all of it back", async () => {
    const ids = await makeAlerts(3);
    const before = await stateOf(ids);
    const outcome = done(await judgeAlerts(ana, falsePositive(ids, "build agent \u0000"), now));
    expect(outcome).toMatchObject({ changed: 3, skipped: [] });
    expect((await stateOf(ids))[0]).toEqual({
      status: "closed",
      verdict: "false_positive",
      verdict_reason: "benign_tool",
      assignee_name: "Ana",
      taken_at: now,
      closed_at: now,
    });
    const notes = () => pool().query("SELECT 1 FROM alert_note WHERE alert_id = ANY($1) AND deleted_at IS NULL", [ids]);
    expect((await notes()).rowCount).toBe(3);
    expect(done(await undoBatch(bo, outcome.batchId, now))).toMatchObject({ changed: 3, skipped: [] });
    expect(await stateOf(ids)).toEqual(before);
    expect((await notes()).rowCount).toBe(0);
    expect(await listHistory("alert", ids[0] ?? "")).toMatchObject([
      { actor: "Bo", summary: "undid the verdict", undoable: false },
      { actor: "Ana", summary: "closed as false positive: benign tool (undone)", undoable: false },
    ]);
  });

  test("of two people who close at once one does, and the other is told who and when", async () => {
    const ids = await makeAlerts(20);
    const outcomes = (
      await Promise.all([judgeAlerts(ana, falsePositive(ids), now), judgeAlerts(bo, falsePositive([...ids].reverse()), now)])
    ).map(done);
    expect(outcomes.map((outcome) => outcome.changed).sort()).toEqual([0, 20]);
    const loser = outcomes.find((outcome) => outcome.changed === 0);
    expect(loser?.skipped).toHaveLength(20);
    expect(loser?.skipped[0]?.reason).toMatch(/^closed by (Ana|Bo) at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  });

  test("what somebody else works on is skipped and named, the rest is done", async () => {
    const [mine, theirs, silenced] = [...(await makeAlerts(2)), ...(await makeAlerts(1, { count: 0, status: "silenced" }))];
    if (!mine || !theirs || !silenced) throw new Error("no alerts");
    await takeAlerts(bo, [theirs], now);
    const unknown = randomUUID();
    const taken = done(await takeAlerts(ana, [mine, theirs, silenced, unknown, mine], now));
    expect(taken.changed).toBe(1);
    expect(taken.skipped.map((skip) => skip.reason)).toEqual([
      expect.stringMatching(/^in progress by Bo/),
      "silenced by an exception",
      "there is no such alert",
    ]);
    expect(done(await judgeAlerts(ana, falsePositive([mine, theirs]), now))).toMatchObject({
      changed: 1,
      skipped: [{ alertId: theirs, reason: "in progress by Bo" }],
    });
    expect(done(await releaseAlerts(ana, [theirs])).changed).toBe(1);
    expect(done(await judgeAlerts(ana, falsePositive([theirs]), now)).changed).toBe(1);
  });

  test("undo leaves alone what somebody changed since, and restores the rest", async () => {
    const ids = await makeAlerts(2);
    const [first = "", second = ""] = ids;
    const closed = done(await judgeAlerts(ana, falsePositive(ids), now));
    await reopenAlerts(bo, [first]);
    const undone = done(await undoBatch(ana, closed.batchId, now));
    expect(undone).toMatchObject({ changed: 1, skipped: [{ alertId: first, reason: expect.stringMatching(/^changed since by Bo/) }] });
    expect(await stateOf([second])).toMatchObject([{ status: "open", verdict: null, assignee_name: null }]);
  });

  test("of two who undo the same gesture at once, one does", async () => {
    const ids = await makeAlerts(5);
    const taken = done(await takeAlerts(ana, ids, now));
    const outcomes = await Promise.all([undoBatch(ana, taken.batchId, now), undoBatch(bo, taken.batchId, now)]);
    expect(outcomes.map((outcome) => outcome.ok).sort()).toEqual([false, true]);
  });

  test.each([
    ["take", (ids: readonly string[]) => takeAlerts(ana, ids, now), "open"],
    ["release", (ids: readonly string[]) => releaseAlerts(ana, ids), "taken"],
    ["reopen", (ids: readonly string[]) => reopenAlerts(ana, ids), "closed"],
    ["note", (ids: readonly string[]) => addNote(ana, { alertId: ids[0] ?? "", text: "seen before" }), "open"],
  ])("%s and undo leave the alert as it was", async (_name, act, from) => {
    const ids = await makeAlerts(1);
    if (from === "taken") await takeAlerts(bo, ids, now);
    if (from === "closed") await judgeAlerts(bo, falsePositive(ids), now);
    const before = await stateOf(ids);
    const outcome = done(await act(ids));
    expect(outcome.changed).toBe(1);
    expect(done(await undoBatch(ana, outcome.batchId, now)).changed).toBe(1);
    expect(await stateOf(ids)).toEqual(before);
  });

  test("reopening an alert of which nothing counts shows it as silenced", async () => {
    const ids = await makeAlerts(1, { count: 0, status: "silenced" });
    await judgeAlerts(ana, falsePositive(ids), now);
    await reopenAlerts(ana, ids);
    expect(await stateOf(ids)).toMatchObject([{ status: "silenced", verdict: null }]);
  });

  test("a thousand alerts are one gesture with exact numbers", async () => {
    const ids = await makeAlerts(1000);
    const outcome = done(await judgeAlerts(ana, falsePositive(ids), now));
    expect(outcome.changed).toBe(1000);
    expect(done(await undoBatch(ana, outcome.batchId, now)).changed).toBe(1000);
  });
});
