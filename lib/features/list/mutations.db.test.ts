import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { db, disconnect } from "#lib/db/client";
import { onPrisma } from "#lib/db/query";
import type { Transport } from "#lib/external-list/transport";
import { systemActor } from "../account/system.ts";
import { getList, listByUrl, listDueLists } from "./data.ts";
import { addFetchedList, allowHost, forgetHost, refreshList, removeList, restoreList, restoreVersion, uploadList } from "./mutations.ts";

afterAll(disconnect);

const actor = systemActor("test");
const now = new Date("2026-03-09T09:00:00Z");
const freshUrl = (host = "lists.example.org") => `https://${host}/${randomUUID()}/list.csv`;
const file = (text: string) => ({ bytes: Buffer.from(text), fileName: "list.csv" });
const kept = (url: string) => listByUrl(onPrisma(db()), url);

function serving(text: () => string, etag = '"a"'): Transport {
  return async () => ({
    status: 200,
    headers: { etag },
    body: (async function* () {
      yield Buffer.from(text());
    })(),
    close: () => {},
  });
}

describe("an uploaded list", () => {
  test("answers under its URL, says which copy it is, and the same bytes change nothing", async () => {
    const url = freshUrl();
    const first = await uploadList(actor, { url }, file("a,b\n1,2\n"), now);
    expect(first).toMatchObject({ ok: true, number: 1, rows: 2, unchanged: false });
    expect(await kept(url)).toEqual({
      text: "a,b\n1,2\n",
      format: "csv",
      notice: `the list kept for ${url} answers: version 1 of 2026-03-09 09:00 UTC`,
    });
    expect(await uploadList(actor, { url }, file("a,b\n1,2\n"), now)).toMatchObject({ ok: true, number: 1, unchanged: true });
    expect(await uploadList(actor, { url }, file(""), now)).toMatchObject({ ok: false });
    expect(await kept(freshUrl())).toBeNull();
  });

  test("keeps its last versions, an old one can be taken back, and removing it can be taken back", async () => {
    const url = freshUrl();
    let id = "";
    for (let i = 1; i <= 7; i++) {
      const outcome = await uploadList(actor, { url, name: "Mine" }, file(`row${i}\n`), now);
      if (outcome.ok) id = outcome.id;
    }
    const detail = await getList(id);
    expect(detail.versions.map(({ number }) => number)).toEqual([7, 6, 5, 4, 3]);
    expect(detail).toMatchObject({ name: "Mine", current: { number: 7, rows: 1, sample: ["row7"], createdByName: "test" } });
    expect(await restoreVersion(actor, { listId: id, number: 3 }, now)).toMatchObject({ number: 8 });
    expect((await kept(url))?.text).toBe("row3\n");
    await removeList(actor, id, now);
    expect(await kept(url)).toBeNull();
    await expect(getList(id)).rejects.toMatchObject({ code: "not-found" });
    expect(await restoreList(actor, id, now)).toBe(true);
    expect(await restoreList(actor, id, now)).toBe(false);
    expect((await kept(url))?.text).toBe("row3\n");
    await removeList(actor, id, now);
    expect(await uploadList(actor, { url }, file("again\n"), now)).toMatchObject({ id, number: 9 });
    expect((await kept(url))?.text).toBe("again\n");
    const audit = await db().auditEntry.findMany({ where: { subjectId: id }, select: { action: true } });
    expect(audit.map(({ action }) => action)).toEqual([
      ...Array(8).fill("list.version"),
      "list.remove",
      "list.restore",
      "list.remove",
      "list.version",
    ]);
  });

  test("uploaded twice at once is two versions, none lost", async () => {
    const url = freshUrl();
    const outcomes = await Promise.all(["x\n", "y\n", "z\n"].map((text) => uploadList(actor, { url }, file(text), now)));
    expect(outcomes.map((outcome) => outcome.ok && outcome.number).sort()).toEqual([1, 2, 3]);
  });
});

describe("a fetched list", () => {
  test("comes from allowed hosts only, and what went wrong stands beside the version that stays", async () => {
    const host = `h${randomUUID()}.example.org`;
    const url = freshUrl(host);
    let text = "one\n";
    const transport = serving(() => text);
    const refused = await addFetchedList(actor, { url, refreshMinutes: 60 }, now, { transport });
    expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(host) });
    await allowHost(actor, host, now);
    const [due] = (await listDueLists(new Date(now.getTime() + 60 * 60_000), 1_000)).filter((list) => list.url === url);
    expect(due).toBeDefined();
    const id = due?.id ?? "";
    expect(await refreshList(actor, id, now, { transport })).toMatchObject({ ok: true, number: 1 });
    text = "two\n";
    expect(await refreshList(actor, id, now, { transport })).toMatchObject({ ok: true, number: 2 });
    text = "";
    expect(await refreshList(actor, id, now, { transport })).toMatchObject({ ok: false });
    expect(await getList(id)).toMatchObject({
      lastError: "the list is empty",
      current: { number: 2, origin: "fetch" },
      dueAt: "2026-03-09T10:00:00.000Z",
    });
    await forgetHost(actor, host);
    expect(await refreshList(actor, id, now, { transport })).toMatchObject({ ok: false, reason: expect.stringContaining("not among") });
    expect((await kept(url))?.text).toBe("two\n");
  });
});
