import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { disconnect } from "#lib/db/client";
import { systemActor } from "../account/system.ts";
import { getDetectionRevision, getRule } from "../rule/data.ts";
import { storeRules } from "../rule/mutations.ts";
import { listPlaceholderRows, listPlaceholders } from "./data.ts";
import { setPlaceholder, undoPlaceholder } from "./mutations.ts";

afterAll(disconnect);

const actor = systemActor("test");
const now = new Date("2026-03-09T09:00:00Z");
const freshName = () => `n${randomUUID().replaceAll("-", "")}`;

async function storeAsking(name: string): Promise<string> {
  const id = randomUUID();
  const text = `title: Asks ${name}\nid: ${id}\nlogsource: { product: windows, category: process_creation }
detection: { selection: { User|expand: '%${name}%' }, condition: selection }\n`;
  await storeRules(actor, compileStored({ file: "asks.yml", text }).rules, { builtIn: false });
  return id;
}
const rowOf = async (name: string) => (await listPlaceholderRows()).find((row) => row.name === name);

test("a rule that waits for a placeholder is refused, listed, and runs once it has values", async () => {
  const name = freshName();
  const id = await storeAsking(name);
  expect(await getRule(id)).toMatchObject({ refused: true, diagnostics: [{ code: "unresolved-placeholder" }] });
  expect(await rowOf(name)).toMatchObject({ values: [], rules: [{ id }], updatedAt: null });
  const revision = await getDetectionRevision();
  expect(await setPlaceholder(actor, { name, values: ["ann", "svc-*"] }, now)).toMatchObject({ ok: true, running: 1, refused: 0 });
  expect(await getDetectionRevision()).toBeGreaterThan(revision);
  expect(await getRule(id)).toMatchObject({ refused: false, diagnostics: [], version: 1 });
  expect((await listPlaceholders()).get(name)).toEqual(["ann", "svc-*"]);
  expect(await rowOf(name)).toMatchObject({ values: ["ann", "svc-*"], updatedBy: "test" });
});

test("a change can be taken back once, and not over somebody else's", async () => {
  const name = freshName();
  const id = await storeAsking(name);
  const first = await setPlaceholder(actor, { name, values: ["ann"] }, now);
  const second = await setPlaceholder(actor, { name, values: ["bob"] }, now);
  if (!first.ok || !second.ok) throw new Error("both are changes");
  expect(await setPlaceholder(actor, { name, values: ["bob"] }, now)).toEqual({ ok: false, reason: "unchanged" });
  expect(await undoPlaceholder(actor, first.batchId, now)).toEqual({ ok: false, reason: "nothing-to-undo" });
  expect(await undoPlaceholder(actor, second.batchId, now)).toMatchObject({ ok: true });
  expect((await listPlaceholders()).get(name)).toEqual(["ann"]);
  expect(await undoPlaceholder(actor, second.batchId, now)).toEqual({ ok: false, reason: "nothing-to-undo" });
  expect(await undoPlaceholder(actor, first.batchId, now)).toMatchObject({ ok: true, running: 0, refused: 1 });
  expect(await getRule(id)).toMatchObject({ refused: true });
});
