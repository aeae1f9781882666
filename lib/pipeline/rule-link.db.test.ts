import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { getRule } from "#features/rule/data";
import { getRuleImport } from "#features/rule/import/data";
import { disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { runRuleImport } from "./rule-import.ts";
import { submitRules } from "./rule-upload.ts";
import { actor } from "./testing/story.ts";
import { zipOf } from "./testing/zip.ts";

afterAll(async () => {
  await closeQueue();
  await disconnect();
});

const rule = (id: string, name = ""): string => `title: Tested ${id}
id: ${id}
${name}
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image: '${id}' }
  condition: selection
`;

test("a correlation that an upload brings long before its rule runs when the upload ends, and the report says so", async () => {
  const [many, base] = [randomUUID(), randomUUID()];
  const correlation = `title: Many
id: ${many}
correlation:
  type: event_count
  rules: [base-${base}]
  timespan: 5m
  condition: { gte: 3 }
level: high
`;
  // More than one part of an import holds.
  const between = Array.from({ length: 210 }, () => randomUUID());
  const files = [
    ["rules/0.yml", correlation],
    ...between.map((id) => [`rules/m-${id}.yml`, rule(id)]),
    ["rules/z.yml", rule(base, `name: base-${base}`)],
  ];
  const zip = await zipOf(Object.fromEntries(files));
  async function* body(): AsyncGenerator<Uint8Array> {
    yield zip;
  }
  const { id } = await submitRules(actor, { name: "pack.zip", contentType: "", startsEnabled: true, body: body() }, new Date());
  expect(await runRuleImport(id, new AbortController().signal)).toBe("done");
  expect(await getRuleImport(id)).toMatchObject({ files: 212, added: 212, refused: 0 });
  expect(await getRule(many)).toMatchObject({ refused: false, diagnostics: [expect.objectContaining({ code: "silences-rule" })] });
  const { rows } = await pool().query("SELECT outcome FROM rule_import_line WHERE import_id = $1 AND rule_id = $2", [id, many]);
  expect(rows).toEqual([{ outcome: "added" }]);
});
