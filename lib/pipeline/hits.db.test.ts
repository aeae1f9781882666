import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { removeOld, removeRepeated, removeRetired, removeSurplus } from "#features/hit/clean/mutations";
import { insertHits } from "#features/hit/mutations";
import type { StoredHit } from "#features/hit/types";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { actor } from "./testing/story.ts";
import { foundInStore, scene, tell } from "./testing/tale.ts";

afterAll(disconnect);

const DAY = 86_400_000_000;

/** A plan that nobody watches for, with hits of one part: its number. */
async function planWith(hits: readonly Partial<StoredHit>[]): Promise<number> {
  const { rows } = await pool().query("INSERT INTO hit_plan (rule_id, hash, status) VALUES ($1, $2, 'live') RETURNING id", [
    randomUUID(),
    randomUUID(),
  ]);
  const planId: number = rows[0].id;
  const client = await pool().connect();
  try {
    const plain = { planId, key: "7", at: 0, hostId: 1, scan: 0, order: 0, values: [], silencedBy: [], isFilled: false };
    await insertHits(
      client,
      hits.map((hit) => ({ ...plain, eventId: randomUUID(), ...hit })),
    );
  } finally {
    client.release();
  }
  return planId;
}

async function left(planId: number): Promise<readonly string[]> {
  const { rows } = await pool().query("SELECT scan || '@' || at AS hit FROM hit WHERE plan_id = $1 ORDER BY scan, at", [planId]);
  return rows.map(({ hit }) => hit);
}

describe("what is removed can never be part of anything", () => {
  test("of a sample, hits behind as many of the same question as it has branches, silenced ones counted apart", async () => {
    const silencedBy = [randomUUID()];
    const planId = await planWith([{ at: 5 }, { at: 1 }, { at: 3 }, { at: 2, silencedBy }, { at: 4, scan: 1 }, { at: 9, silencedBy }]);
    await removeSurplus(planId, 2);
    expect(await left(planId)).toEqual(["0@1", "0@2", "0@3", "0@9", "1@4"]);
  });

  test("of new terms, hits between the first and the last of a day", async () => {
    const planId = await planWith([{ at: 1 }, { at: 2 }, { at: 3 }, { at: DAY - 1 }, { at: DAY }, { at: DAY + 1, key: "8" }]);
    await removeRepeated(planId);
    expect(await left(planId)).toEqual(["0@1", `0@${DAY - 1}`, `0@${DAY}`, `0@${DAY + 1}`]);
  });

  test("hits that were stored longer ago than their rule reaches, and never those of a rule without end", async () => {
    const old = "UPDATE hit SET stored_on = CURRENT_DATE - 40 WHERE plan_id = $1 AND at = 1";
    const plans = await Promise.all(
      [DAY, 60 * DAY, Number.POSITIVE_INFINITY].map(async (reach) => ({ planId: await planWith([{ at: 1 }, { at: 2 }]), reach })),
    );
    for (const { planId } of plans) await pool().query(old, [planId]);
    await removeOld(plans);
    expect(await Promise.all(plans.map(({ planId }) => left(planId)))).toEqual([["0@2"], ["0@1", "0@2"], ["0@1", "0@2"]]);
  });

  test("hits of plans that were retired a while ago, and of no others", async () => {
    const [gone, fresh, live] = [await planWith([{}]), await planWith([{}]), await planWith([{}])];
    await pool().query("UPDATE hit_plan SET status = 'retired', retired_at = now() - interval '1 hour' WHERE id = $1", [gone]);
    await pool().query("UPDATE hit_plan SET status = 'retired', retired_at = now() WHERE id = $1", [fresh]);
    await removeRetired();
    expect([await left(gone), await left(fresh), await left(live)]).toEqual([[], ["0@0"], ["0@0"]]);
  });
});

test("a rule that is turned off keeps no hits from then on, and its plan is retired", async () => {
  const tag = randomUUID();
  const text = `sequence by user.name with maxspan=5s [process where process.command_line == "a ${tag}"] [process where process.command_line == "b ${tag}"]`;
  const { rules } = compileStored({ file: "x.eql", text });
  await storeRules(actor, rules, { builtIn: false });
  const [rule = ""] = rules.map(({ id }) => id as string);
  const where = scene();
  await tell(where, [{ what: `a ${tag}`, at: 0 }]);
  await setRulesEnabled(actor, { ruleIds: [rule], enabled: false });
  await tell(where, [{ what: `a ${tag}`, at: 1 }]);
  const { rows } = await pool().query(
    "SELECT p.status, count(h.at)::int AS hits FROM hit_plan p LEFT JOIN hit h ON h.plan_id = p.id WHERE p.rule_id = $1 GROUP BY p.id",
    [rule],
  );
  expect(rows).toEqual([{ status: "retired", hits: 1 }]);
  expect(await foundInStore(where, [rule])).toEqual([]);
});
