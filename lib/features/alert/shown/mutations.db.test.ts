import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { SEVERITIES } from "#core/detection/finding";
import type { Shown } from "#core/detection/override";
import { disconnect, pool } from "#lib/db/client";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { inClient } from "#lib/db/testing/in-client";
import { recountAlerts } from "../count/mutations.ts";
import { getAlertDetail } from "../detail/data.ts";
import { listEvidence } from "../evidence/data.ts";
import { raiseAlerts } from "../evidence/mutations.ts";
import { singleFinding } from "../testing/finding.ts";
import type { RaisedFinding } from "../types.ts";

afterAll(disconnect);

const OWN = { title: "Own", severity: "medium", riskScore: 47 } as const;

/** What an event says: a severity, a score and a title, or nothing of a rule from before it left anything to them. */
const Said = fc.option(
  fc.record({ severity: fc.constantFrom(...SEVERITIES), riskScore: fc.constantFrom(null, 0, 47, 99.5), title: fc.constantFrom("A", "B") }),
  { freq: 6 },
);
const Told = fc.record({ said: Said, second: fc.nat(3), silenced: fc.boolean() });
type Told = {
  readonly said: { severity: Shown["severity"]; riskScore: number | null; title: string } | null;
  second: number;
  silenced: boolean;
};

async function makeHost(): Promise<number> {
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`shown-${randomUUID()}`]);
  return rows[0].id;
}

const silencer = randomUUID();

/** A finding, of one event or (in a group) of several: alerts of both kinds are counted by statements of their own. */
function findingOf(ruleId: string, hostId: number, { said, second, silenced }: Told, isGrouped: boolean): RaisedFinding {
  const rule = { id: ruleId, title: OWN.title, language: "kuery", severity: OWN.severity, tags: [] } as const;
  const single = singleFinding(rule, {
    hostId,
    hostName: "shown",
    eventId: randomUUID(),
    at: new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString(),
    why: [],
    user: null,
    process: null,
    destination: null,
    silencedBy: silenced ? [silencer] : [],
    step: null,
  });
  const shown = said && { shown: { ...said, from: { title: { field: "message" } }, rule: OWN } };
  return { ...single, ...shown, ...(isGrouped && { findingId: randomUUID(), group: { user: "a" } }) };
}

async function alertOf(ruleId: string) {
  const { rows } = await pool().query(
    "SELECT id, rule_title, severity, severity_rank, shown ->> 'findingId' AS by, shown IS NULL AS is_own FROM alert WHERE rule_id = $1",
    [ruleId],
  );
  expect(rows).toHaveLength(1);
  const [row] = rows;
  return { id: String(row.id), shown: { ...row, id: null } };
}

const recount = (id: string) =>
  inClient(async (client) => {
    await shareExceptions(onClient(client));
    await recountAlerts(onClient(client), [id]);
  });

test("an alert is shown by the same finding, whatever the order and the batches, and counting anew changes nothing", async () => {
  const hostId = await makeHost();
  await fc.assert(
    fc.asyncProperty(fc.array(Told, { minLength: 1, maxLength: 6 }), fc.nat(6), fc.boolean(), async (told, cut, isGrouped) => {
      const rules = [randomUUID(), randomUUID()];
      const findings = told.map((one) => findingOf("", hostId, one, isGrouped));
      const orders = [findings, [...findings].reverse()];
      const found: unknown[] = [];
      for (const [at, ruleId] of rules.entries()) {
        const own = (orders[at] ?? []).map((finding): RaisedFinding => ({ ...finding, rule: { ...finding.rule, id: ruleId } }));
        const batches = at === 0 ? [own.slice(0, cut), own.slice(cut)] : own.map((finding) => [finding]);
        for (const batch of batches) if (batch.length > 0) await inClient((client) => raiseAlerts(client, batch));
        const { id, shown } = await alertOf(ruleId);
        found.push(shown);
        await recount(id);
        expect((await alertOf(ruleId)).shown).toEqual(shown);
      }
      expect(found[1]).toEqual(found[0]);
    }),
    { numRuns: 25 },
  );
});

test("what is silenced says nothing while anything counts, and its severity comes and goes with the exception", async () => {
  const [hostId, ruleId] = [await makeHost(), randomUUID()];
  const worst: Told = { said: { severity: "critical", riskScore: 99, title: "Worst" }, second: 0, silenced: false };
  const mild: Told = { said: { severity: "low", riskScore: 21, title: "Mild" }, second: 1, silenced: false };
  const findings = [worst, mild].map((told) => findingOf(ruleId, hostId, told, false));
  await inClient((client) => raiseAlerts(client, findings));
  const { id } = await alertOf(ruleId);
  const titled = async () => (await getAlertDetail(id))?.shown?.title;
  expect(await getAlertDetail(id)).toMatchObject({
    ruleTitle: "Worst",
    severity: "critical",
    shown: { riskScore: 99, from: { title: { field: "message" } }, rule: OWN },
  });
  expect((await listEvidence(id, null, 10)).items.map(({ shown }) => shown)).toEqual([
    { title: "Mild", severity: "low" },
    { title: "Worst", severity: "critical" },
  ]);
  const silence = (by: readonly string[]) =>
    pool().query("UPDATE alert_evidence SET silenced_by = $2 WHERE alert_id = $1 AND event_id = $3", [id, by, findings[0]?.findingId]);
  await silence([silencer]);
  await recount(id);
  expect(await titled()).toBe("Mild");
  await silence([]);
  await recount(id);
  expect(await titled()).toBe("Worst");
});

test("a rule that begins to leave it to its events is shown by them, and is itself again while they are silenced", async () => {
  const [hostId, ruleId] = [await makeHost(), randomUUID()];
  const raise = (said: Told["said"]) =>
    inClient((client) => raiseAlerts(client, [findingOf(ruleId, hostId, { said, second: 0, silenced: false }, false)]));
  await raise(null);
  expect((await alertOf(ruleId)).shown).toMatchObject({ rule_title: "Own", severity: "medium", is_own: true });
  await raise({ severity: "low", riskScore: null, title: "Said" });
  const { id, shown } = await alertOf(ruleId);
  expect(shown).toMatchObject({ rule_title: "Said", severity: "low", severity_rank: 1, is_own: false });
  await pool().query("UPDATE alert_evidence SET silenced_by = $2 WHERE alert_id = $1 AND shown IS NOT NULL", [id, [silencer]]);
  await recount(id);
  expect((await alertOf(ruleId)).shown).toMatchObject({ rule_title: "Own", severity: "medium", severity_rank: 2, is_own: true });
});
