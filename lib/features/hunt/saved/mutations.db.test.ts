import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import type { Actor, ActorId } from "../../account/types.ts";
import { getSavedQuery, listSavedQueries } from "./data.ts";
import { deleteQuery, restoreQuery, saveQuery } from "./mutations.ts";
import { SaveQuery } from "./schema.ts";

function person(name: string): Actor {
  return { type: "user", id: randomUUID() as ActorId, name };
}

function draft(changes: Partial<SaveQuery> = {}): SaveQuery {
  return SaveQuery.parse({
    id: null,
    version: null,
    name: "Rare talkers",
    description: "",
    folder: " Network / Rare/",
    tags: ["hunting", "hunting", "attack.t1071"],
    language: "kql",
    text: "DeviceNetworkEvents | take 5",
    range: "7d",
    isShared: false,
    ...changes,
  });
}

async function saved(actor: Actor, changes: Partial<SaveQuery> = {}) {
  const outcome = await saveQuery(actor, draft(changes), new Date());
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.query;
}

test("a personal query is its owner's alone; a shared one everybody reads and only its owner changes", async () => {
  const [ines, tomas] = [person("Ines"), person("Tomas")];
  const own = await saved(ines);
  const shared = await saved(ines, { isShared: true, name: "Shared one" });
  expect(own).toMatchObject({ folder: "Network/Rare", tags: ["hunting", "attack.t1071"], isMine: true, version: 1 });
  expect(await getSavedQuery(own.id, tomas.id)).toBeNull();
  expect((await listSavedQueries(tomas.id)).map((query) => query.id)).not.toContain(own.id);
  expect(await getSavedQuery(shared.id, tomas.id)).toMatchObject({ isMine: false, ownerName: "Ines" });
  const change = draft({ id: own.id, version: 1, name: "Mine now" });
  expect(await saveQuery(tomas, change, new Date())).toEqual({ ok: false, reason: "gone" });
  expect(await saveQuery(tomas, { ...change, id: shared.id }, new Date())).toEqual({ ok: false, reason: "not-yours" });
  expect(await deleteQuery(tomas, shared.id, new Date())).toEqual({ ok: false, reason: "not-yours" });
});

test("of two tabs that save the same version, the second is told", async () => {
  const ines = person("Ines");
  const query = await saved(ines);
  const first = await saveQuery(ines, draft({ id: query.id, version: 1, name: "First" }), new Date());
  expect(first).toMatchObject({ ok: true, query: { name: "First", version: 2 } });
  expect(await saveQuery(ines, draft({ id: query.id, version: 1, name: "Second" }), new Date())).toEqual({
    ok: false,
    reason: "changed-meanwhile",
  });
  expect(await getSavedQuery(query.id, ines.id)).toMatchObject({ name: "First" });
});

test("a deleted query is gone for everybody, comes back whole, and leaves its trail", async () => {
  const ines = person("Ines");
  const query = await saved(ines, { isShared: true });
  expect(await deleteQuery(ines, query.id, new Date())).toEqual({ ok: true });
  expect(await getSavedQuery(query.id, ines.id)).toBeNull();
  expect(await deleteQuery(ines, query.id, new Date())).toEqual({ ok: false, reason: "gone" });
  expect(await restoreQuery(ines, query.id)).toEqual({ ok: true });
  expect(await getSavedQuery(query.id, ines.id)).toMatchObject({ name: query.name, text: query.text });
  const trail = await db().auditEntry.findMany({ where: { subjectId: query.id }, orderBy: { id: "asc" }, select: { action: true } });
  expect(trail.map((entry) => entry.action)).toEqual(["query.save", "query.delete", "query.restore"]);
});

test.each(["7x", "", "all ", "yesterday", "2026-01-01/", "1h;drop"])("%j is no range of time", (range) => {
  expect(SaveQuery.safeParse({ ...draft(), range }).success).toBe(false);
});
