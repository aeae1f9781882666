import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { getRule } from "#features/rule/data";
import { getRuleImport, listImportLines, listImportReasons, listPendingRuleImports } from "#features/rule/import/data";
import { cancelRuleImport } from "#features/rule/import/mutations";
import { disconnect, pool } from "#lib/db/client";
import { endLostImports, runRuleImport } from "./rule-import.ts";
import { submitRules } from "./rule-upload.ts";
import { openSpool, removeSpool } from "./spool.ts";
import { actor } from "./testing/story.ts";
import { zipOf } from "./testing/zip.ts";

afterAll(async () => {
  const { closeQueue } = await import("#lib/jobs/queue");
  await closeQueue();
  await disconnect();
});

const rule = (id: string, extra = ""): string => `title: Tested ${id}
id: ${id}
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image: '${id}' }
  condition: selection
${extra}`;

const running = new AbortController().signal;

async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

const submit = (bytes: Uint8Array, options: { readonly startsEnabled?: boolean; readonly name?: string } = {}) =>
  submitRules(
    actor,
    { name: options.name ?? "pack.zip", contentType: "", startsEnabled: options.startsEnabled ?? true, body: bodyOf(bytes) },
    new Date(),
  );

/** A pack of so many rules, one file each, with their ids in order. */
async function packOf(count: number): Promise<{ readonly ids: readonly string[]; readonly zip: Buffer }> {
  const ids = Array.from({ length: count }, () => randomUUID());
  return { ids, zip: await zipOf(Object.fromEntries(ids.map((id) => [`rules/${id}.yml`, rule(id)]))) };
}

const countOf = async (sql: string, ids: readonly string[]): Promise<number> => Number((await pool().query(sql, [ids])).rows[0].count);

test("an import is cancelled between two parts: what it stored stays, in force, and the rest is not there", async () => {
  const { ids, zip } = await packOf(450);
  const { id } = await submit(zip);
  const run = runRuleImport(id, running);
  await expect.poll(async () => (await getRuleImport(id))?.filesRead ?? 0, { interval: 5, timeout: 90_000 }).toBeGreaterThan(0);
  await cancelRuleImport(actor, id, new Date());
  expect(await run).toBe("cancelled");
  const row = await getRuleImport(id);
  expect(row).toMatchObject({ status: "cancelled", error: null });
  expect(row?.added).toBeLessThan(450);
  expect(await countOf("SELECT count(*) FROM rule WHERE id = ANY($1)", ids)).toBe(row?.added);
  expect(await openSpool(id)).toBeNull();
});

test("an import that waits is cancelled at once", async () => {
  const { zip } = await packOf(1);
  const { id } = await submit(zip);
  await cancelRuleImport(actor, id, new Date());
  expect(await getRuleImport(id)).toMatchObject({ status: "cancelled" });
  expect(await runRuleImport(id, running)).toBe("nothing-to-do");
  await removeSpool(id);
});

describe("a pack", () => {
  test("waits for the worker, then is stored rule by rule; again it changes nothing", async () => {
    const { ids, zip } = await packOf(450);
    const first = await submit(zip);
    expect(first.isDone).toBe(false);
    expect(await getRuleImport(first.id)).toMatchObject({ status: "queued", name: "pack.zip", size: zip.length, createdBy: actor.name });
    expect(await listPendingRuleImports()).toContain(first.id);
    expect(await runRuleImport(first.id, running)).toBe("done");
    expect(await getRuleImport(first.id)).toMatchObject({ status: "done", files: 450, filesRead: 450, added: 450, refused: 0 });
    expect(await countOf("SELECT count(*) FROM rule WHERE id = ANY($1)", ids)).toBe(450);
    expect(await openSpool(first.id)).toBeNull();
    expect(await runRuleImport(first.id, running)).toBe("nothing-to-do");

    const second = await submit(zip);
    await runRuleImport(second.id, running);
    expect(await getRuleImport(second.id)).toMatchObject({ added: 0, unchanged: 450 });
    expect(await countOf("SELECT count(*) FROM rule_version WHERE rule_id = ANY($1)", ids)).toBe(450);
    const { rows } = await pool().query("SELECT DISTINCT actor_name FROM audit_entry WHERE subject_id = ANY($1)", [ids]);
    expect(rows).toEqual([{ actor_name: actor.name }]);
  });

  test("that breaks off goes on where it stopped, and its report says what the first attempt did", async () => {
    const { ids, zip } = await packOf(450);
    const twice = randomUUID();
    const { id } = await submit(
      await zipOf({ "a.yml": rule(twice), ...Object.fromEntries(ids.map((each) => [`b/${each}.yml`, rule(each)])) }),
    );
    expect(zip.length).toBeGreaterThan(0);
    const stopping = new AbortController();
    const watch = setInterval(async () => {
      if (((await getRuleImport(id))?.filesRead ?? 0) > 0) stopping.abort();
    }, 5);
    const end = await runRuleImport(id, stopping.signal);
    clearInterval(watch);
    const between = await getRuleImport(id);
    if (end === "interrupted") expect(between?.filesRead).toBeLessThan(451);
    await runRuleImport(id, running);
    expect(await getRuleImport(id)).toMatchObject({ status: "done", filesRead: 451, added: 451, unchanged: 0 });
  });

  test("that was stopped before its first part starts from there", async () => {
    const { zip } = await packOf(250);
    const { id } = await submit(zip);
    expect(await runRuleImport(id, AbortSignal.abort())).toBe("interrupted");
    expect(await getRuleImport(id)).toMatchObject({ status: "running", files: 250, filesRead: 0 });
    expect(await runRuleImport(id, running)).toBe("done");
    expect(await getRuleImport(id)).toMatchObject({ added: 250 });
  });

  test("tells the refused first, with their lines, and a second rule of the same id wherever it stands", async () => {
    const [good, twice] = [randomUUID(), randomUUID()];
    const filler = Object.fromEntries(Array.from({ length: 210 }, () => randomUUID()).map((id) => [`m/${id}.yml`, rule(id)]));
    const { id } = await submit(
      await zipOf({
        "a-good.yml": rule(good),
        "b-twice.yml": rule(twice),
        "c-broken.yml": "title: [unclosed",
        ...filler,
        "z-again.yml": rule(twice, "level: high\n"),
      }),
    );
    await runRuleImport(id, running);
    expect(await getRuleImport(id)).toMatchObject({ added: 212, refused: 2, skipped: 0 });
    const { lines } = await listImportLines(id, {});
    expect(lines.slice(0, 3)).toMatchObject([
      { file: "c-broken.yml", outcome: "refused", ruleId: null },
      { file: "z-again.yml", outcome: "refused", diagnostics: [{ code: "duplicate-id" }] },
      { file: "a-good.yml", outcome: "added", ruleId: good },
    ]);
    expect((await listImportLines(id, { outcome: "refused" })).lines).toHaveLength(2);
    expect((await listImportLines(id, { q: "-AGAIN" })).lines).toMatchObject([{ file: "z-again.yml" }]);
    expect((await listImportLines(id, { code: "duplicate-id" })).lines).toMatchObject([{ file: "z-again.yml" }]);
    expect((await listImportLines(id, { code: "duplicate-id", q: "broken" })).lines).toEqual([]);
    expect((await listImportLines(id, { q: "m/", after: "0.1000000" })).lines).toHaveLength(210);
    expect(await listImportReasons(id, "refused")).toContainEqual({ code: "duplicate-id", lines: 1 });
    expect(await listImportReasons(id, "unchanged")).toEqual([]);
    const rest = await listImportLines(id, { after: "0.1000000" });
    expect(rest).toMatchObject({ next: null });
    expect(rest.lines.map((line) => line.outcome)).toEqual(Array.from({ length: 212 }, () => "added"));
  });

  test("starts disabled when that is asked for, and deprecated rules always do; what was there keeps its switch", async () => {
    const [plain, deprecated, unsupported] = [randomUUID(), randomUUID(), randomUUID()];
    const files = {
      "a.yml": rule(plain),
      "b.yml": rule(deprecated, "status: deprecated\n"),
      "c.yml": rule(unsupported, "status: unsupported\n"),
    };
    const first = await submit(await zipOf(files));
    await runRuleImport(first.id, running);
    expect(await getRuleImport(first.id)).toMatchObject({ added: 3, addedOff: 2 });
    expect(await getRule(plain)).toMatchObject({ enabled: true });
    expect(await getRule(deprecated)).toMatchObject({ enabled: false, status: "deprecated" });
    expect(await getRule(unsupported)).toMatchObject({ enabled: false });

    const fresh = randomUUID();
    const second = await submit(await zipOf({ "a.yml": rule(plain, "level: high\n"), "d.yml": rule(fresh) }), { startsEnabled: false });
    await runRuleImport(second.id, running);
    expect(await getRule(plain)).toMatchObject({ enabled: true, version: 2, severity: "high" });
    expect(await getRule(fresh)).toMatchObject({ enabled: false });
  });

  test("that is no zip to its end, or whose file is gone, fails with the reason", async () => {
    const broken = await submit(Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(100, 7)]));
    expect(await runRuleImport(broken.id, running)).toBe("failed");
    expect(await getRuleImport(broken.id)).toMatchObject({ status: "failed", error: expect.stringContaining("zip cannot be read") });
    const { id } = await submit((await packOf(1)).zip);
    await removeSpool(id);
    expect(await runRuleImport(id, running)).toBe("failed");
    expect(await getRuleImport(id)).toMatchObject({ error: expect.stringContaining("upload it again") });
  });
});

test("an import whose bytes are gone is ended after a while, one that waits is not", async () => {
  const [lost, waiting, young] = [
    await submit((await packOf(1)).zip),
    await submit((await packOf(1)).zip),
    await submit((await packOf(1)).zip),
  ];
  await removeSpool(lost.id);
  await removeSpool(young.id);
  await pool().query("UPDATE rule_import SET created_at = now() - interval '2 years' WHERE id = ANY($1)", [[lost.id, waiting.id]]);
  await endLostImports(new Date(Date.now() - 365 * 86_400_000));
  expect(await getRuleImport(lost.id)).toMatchObject({ status: "failed", error: expect.stringContaining("upload the file again") });
  expect(await getRuleImport(waiting.id)).toMatchObject({ status: "queued" });
  expect(await getRuleImport(young.id)).toMatchObject({ status: "queued" });
});

describe("a small upload", () => {
  test("is imported while its sender waits, and its report is kept", async () => {
    const id = randomUUID();
    const { id: importId, isDone } = await submit(Buffer.from(rule(id)), { name: "one.yml" });
    expect(isDone).toBe(true);
    expect(await getRuleImport(importId)).toMatchObject({ status: "done", name: "one.yml", files: 1, added: 1 });
    expect((await listImportLines(importId, {})).lines).toMatchObject([{ file: "one.yml", ruleId: id, outcome: "added" }]);
  });

  test("of the same new rule by five people at once adds it once", async () => {
    const id = randomUUID();
    const uploads = await Promise.all(Array.from({ length: 5 }, () => submit(Buffer.from(rule(id)), { name: "one.yml" })));
    const rows = await Promise.all(uploads.map((upload) => getRuleImport(upload.id)));
    expect(rows.map((row) => row?.added).sort()).toEqual([0, 0, 0, 0, 1]);
    expect(await getRule(id)).toMatchObject({ version: 1 });
  });

  test("that is larger than a small one waits for the worker", async () => {
    const id = randomUUID();
    const { id: importId, isDone } = await submit(Buffer.from(rule(id, `description: ${"x".repeat(70_000)}\n`)), { name: "long.yml" });
    expect(isDone).toBe(false);
    await runRuleImport(importId, running);
    expect(await getRuleImport(importId)).toMatchObject({ files: 1 });
  });
});
