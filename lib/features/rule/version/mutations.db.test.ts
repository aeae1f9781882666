import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { disconnect, pool } from "#lib/db/client";
import { systemActor } from "../../account/system.ts";
import { getDetectionRevision, getRule } from "../data.ts";
import { setRulesEnabled } from "../enable/mutations.ts";
import { storeRules } from "../mutations.ts";
import { getVersionPair } from "./data.ts";
import { restoreRule } from "./mutations.ts";

afterAll(disconnect);

const actor = systemActor("test");
const text = (id: string, level: string, extra = ""): string =>
  `title: Rule ${level}\nid: ${id}\nlevel: ${level}\nlogsource: { product: windows, category: process_creation }
detection: { selection: { Image: x }, condition: selection }\n${extra}`;
const store = (source: string, builtIn = false) => storeRules(actor, compileFile({ file: "a.yml", text: source }).rules, { builtIn });

test("an earlier text comes back as the newest version, with what follows from it, and stays as enabled as the rule was", async () => {
  const id = randomUUID();
  await store(text(id, "low"));
  await store(text(id, "high"));
  await setRulesEnabled(actor, { ruleIds: [id], enabled: false });
  const revision = await getDetectionRevision();
  expect(await restoreRule(actor, { ruleId: id, version: 1 })).toEqual({ ok: true, version: 3 });
  expect(await getDetectionRevision()).toBeGreaterThan(revision);
  expect(await getRule(id)).toMatchObject({
    version: 3,
    severity: "low",
    title: "Rule low",
    enabled: false,
    source: text(id, "low"),
    versions: [{ version: 3, restoredFrom: 1 }, { version: 2, restoredFrom: null }, { version: 1 }],
  });
  const { rows } = await pool().query("SELECT before, after FROM audit_entry WHERE subject_id = $1 AND action = 'rule.restore'", [id]);
  expect(rows).toEqual([{ before: { version: 2 }, after: { version: 3, restored: 1 } }]);
  expect(await restoreRule(actor, { ruleId: id, version: 1 })).toEqual({ ok: false, reason: "same" });
});

test("what cannot be restored says why", async () => {
  const [own, builtIn] = [randomUUID(), randomUUID()];
  await store(text(own, "low"));
  await store(text(builtIn, "low"), true);
  await store(text(builtIn, "high"), true);
  expect(await restoreRule(actor, { ruleId: builtIn, version: 1 })).toEqual({ ok: false, reason: "built-in" });
  await expect(restoreRule(actor, { ruleId: own, version: 9 })).rejects.toMatchObject({ code: "not-found" });
  await expect(restoreRule(actor, { ruleId: randomUUID(), version: 1 })).rejects.toMatchObject({ code: "not-found" });
});

test("without being asked for others, the last two versions are compared", async () => {
  const id = randomUUID();
  await store(text(id, "low"));
  expect(await getVersionPair(id, {})).toMatchObject({ from: { version: 1 }, to: { version: 1 } });
  await store(text(id, "high"));
  await store(text(id, "medium"));
  expect(await getVersionPair(id, {})).toMatchObject({ current: 3, from: { version: 2 }, to: { version: 3, source: text(id, "medium") } });
  expect(await getVersionPair(id, { from: 1, to: 2 })).toMatchObject({ from: { source: text(id, "low") }, to: { version: 2 } });
  expect(await getVersionPair(id, { from: 1, to: 7 })).toBeNull();
  expect(await getVersionPair(randomUUID(), {})).toBeNull();
});

test("a rule knows the rules it names as related and those that name it, and which of them are here", async () => {
  const [old, fresh, absent] = [randomUUID(), randomUUID(), randomUUID()];
  await store(text(old, "low"));
  await store(text(fresh, "high", `related: [{ id: ${old}, type: obsolete }, { id: ${absent}, type: similar }]\n`));
  expect(await getRule(fresh)).toMatchObject({
    related: [
      { id: old, type: "obsolete", direction: "names", title: "Rule low", enabled: true },
      { id: absent, type: "similar", direction: "names", title: null },
    ],
  });
  expect(await getRule(old)).toMatchObject({ related: [{ id: fresh, type: "obsolete", direction: "named-by", title: "Rule high" }] });
});
