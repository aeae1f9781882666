import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { getDetectionRevision, getRule } from "#features/rule/data";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { deleteRule } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { detectionSet } from "./detection-set.ts";
import { importRules } from "./rule-import.ts";
import { actor, contactLines, ownHost, rowsOf, upload } from "./testing/story.ts";

afterAll(async () => {
  const { closeQueue } = await import("#lib/jobs/queue");
  await closeQueue();
  await disconnect();
});

const rule = (id: string, host: string, title = "Contact of", modifier = ""): string =>
  `title: ${title} ${host}
id: ${id}
logsource: { category: network_connection, product: windows }
detection:
  selection: { Computer${modifier}: '${host}' }
  condition: selection
level: low
`;

describe("uploading rules", () => {
  test("a rule is added, unchanged, then a new version; each runs on what arrives after it", async () => {
    const [id, host] = [randomUUID(), ownHost()];
    const file = "contact.yml";
    expect(await importRules(actor, [{ file, text: rule(id, host) }])).toMatchObject({
      accepted: 1,
      files: [{ ruleId: id, outcome: "added" }],
    });
    const revision = await getDetectionRevision();
    expect(await importRules(actor, [{ file, text: rule(id, host) }])).toMatchObject({ unchanged: 1, accepted: 0 });
    await upload(contactLines(host, 3).join("\n"));
    expect(await rowsOf(host)).toMatchObject({ alerts: [{ count: 3 }] });
    expect(await importRules(actor, [{ file, text: `${rule(id, host)}tags: [attack.t1071]\n` }])).toMatchObject({ updated: 1 });
    expect(await getDetectionRevision()).toBeGreaterThan(revision);
    expect(await getRule(id)).toMatchObject({
      version: 2,
      enabled: true,
      versions: [{ version: 2 }, { version: 1 }],
      plan: expect.stringContaining(host),
    });
  });

  test("one refused rule says where and why, and stops no other", async () => {
    const [good, bad, host] = [randomUUID(), randomUUID(), ownHost()];
    const report = await importRules(actor, [
      { file: "bad.yml", text: rule(bad, host, "Bad", "|nosuchmodifier") },
      { file: "broken.yml", text: "title: [unclosed" },
      { file: "good.yml", text: rule(good, host) },
    ]);
    expect(report).toMatchObject({ accepted: 1, refused: 2 });
    expect(report.files.find((file) => file.file === "bad.yml")?.diagnostics[0]).toMatchObject({ severity: "error", line: 5 });
    expect(await getRule(bad)).toMatchObject({ plan: null, refused: true });
    expect((await detectionSet()).rules.fields.size).toBeGreaterThan(0);
  });

  test("the same id twice in one upload is refused the second time", async () => {
    const [id, host] = [randomUUID(), ownHost()];
    const report = await importRules(actor, [
      { file: "a.yml", text: rule(id, host) },
      { file: "b.yml", text: rule(id, host, "Another") },
    ]);
    expect(report).toMatchObject({
      accepted: 1,
      refused: 1,
      files: [{ outcome: "added" }, { outcome: "refused", diagnostics: [{ code: "duplicate-id" }] }],
    });
  });

  test("an id or a title that no index takes is refused or cut, and NUL does no harm", async () => {
    const host = ownHost();
    const report = await importRules(actor, [
      { file: "long-id.yml", text: rule("x".repeat(5_000), host) },
      { file: "long-title.yml", text: rule(randomUUID(), host, "t".repeat(50_000)) },
    ]);
    expect(report.files).toHaveLength(2);
    expect(report.files[0]).toMatchObject({ outcome: "refused" });
  });

  test("a built-in rule can be turned off but neither replaced nor deleted, and stays off when it is seeded again", async () => {
    const [id, host] = [randomUUID(), ownHost()];
    const source = { file: "own.yml", text: rule(id, host) };
    await importRules(actor, [source], { builtIn: true });
    expect(await importRules(actor, [{ file: "theirs.yml", text: rule(id, host, "Theirs") }])).toMatchObject({ refused: 1 });
    expect(await deleteRule(actor, id)).toEqual({ ok: false, reason: "built-in" });
    expect(await setRulesEnabled(actor, { ruleIds: [id], enabled: false })).toMatchObject({ ok: true, changed: 1 });
    await importRules(actor, [{ ...source, text: `${source.text}tags: []\n` }], { builtIn: true });
    expect(await getRule(id)).toMatchObject({ enabled: false, version: 2, builtIn: true });
    await upload(contactLines(host, 1).join("\n"));
    expect(await rowsOf(host)).toMatchObject({ alerts: [] });
  });

  test("a deleted rule is gone with its versions and leaves an audit row", async () => {
    const [id, host] = [randomUUID(), ownHost()];
    await importRules(actor, [{ file: "a.yml", text: rule(id, host) }]);
    expect(await deleteRule(actor, id)).toEqual({ ok: true });
    expect(await getRule(id)).toBeNull();
    const { rows } = await pool().query("SELECT action FROM audit_entry WHERE subject_type = 'rule' AND subject_id = $1 ORDER BY id", [id]);
    expect(rows.map((row) => row.action)).toEqual(["rule.add", "rule.delete"]);
  });
});
