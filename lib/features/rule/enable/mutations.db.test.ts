import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { disconnect, pool } from "#lib/db/client";
import { systemActor } from "../../account/system.ts";
import { getDetectionRevision, getRule } from "../data.ts";
import { countFacets } from "../filter/facet/data.ts";
import { listRules } from "../list/data.ts";
import { storeRules } from "../mutations.ts";
import { RuleQuery } from "../schema.ts";
import { setFilteredRulesEnabled, setRulesEnabled, undoRules } from "./mutations.ts";

afterAll(disconnect);

const actor = systemActor("test");

interface Made {
  readonly id: string;
  readonly level?: string;
  readonly status?: string;
  readonly source?: string;
  readonly extra?: string;
  readonly author?: string;
}

/** Stores rules that share a tag of their own: the tests find their own rules by it. */
async function made(tag: string, rules: readonly Made[]): Promise<void> {
  const compiled = rules.flatMap(
    ({ id, level = "low", status = "test", source = "product: windows, category: process_creation", extra = "", author = "me" }) =>
      compileFile({
        file: `${id}.yml`,
        text: `title: Rule ${id}\nid: ${id}\nstatus: ${status}\nlevel: ${level}\ntags: [${tag}]\nauthor: ${author}\nlogsource: { ${source} }
detection: { selection: { Image${extra}: x }, condition: selection }\n`,
      }).rules,
  );
  await storeRules(actor, compiled, { builtIn: false });
}

const ids = (count: number): readonly string[] => Array.from({ length: count }, () => randomUUID()).sort();
const query = (members: object): RuleQuery => RuleQuery.parse(members);
const listed = async (members: object): Promise<readonly string[]> => (await listRules(query(members))).rows.map((row) => row.id);

describe("finding rules", () => {
  test("each filter narrows, several narrow together, and alternatives of one widen", async () => {
    const tag = `own.${randomUUID()}`;
    const [a = "", b = "", c = "", d = ""] = ids(4);
    await made(tag, [
      { id: a, level: "high", status: "stable" },
      { id: b, level: "low", source: "product: linux, service: sshd", author: "[[1]]" },
      { id: c, level: "medium", status: "experimental", source: "category: file_event", author: "{ no: name }" },
      { id: d, level: "low", extra: "|nosuchmodifier" },
    ]);
    const own = { tag: [tag] };
    expect(new Set(await listed(own))).toEqual(new Set([a, b, c, d]));
    expect(await listed({ ...own, severity: ["high", "medium"] })).toEqual([a, c]);
    expect(await listed({ ...own, status: ["experimental"] })).toEqual([c]);
    expect(await listed({ ...own, product: ["linux"] })).toEqual([b]);
    expect(await listed({ ...own, product: ["none"] })).toEqual([c]);
    expect(await listed({ ...own, service: ["sshd"], category: ["none"] })).toEqual([b]);
    expect(await listed({ ...own, state: "refused" })).toEqual([d]);
    expect(await listed({ ...own, state: "warned" })).toEqual([c, b]);
    expect(await listed({ ...own, q: a.toUpperCase() })).toEqual([a]);
    expect(await listed({ ...own, q: "100%" })).toEqual([]);
    expect(await listed({ ...own, origin: "built-in" })).toEqual([]);
    expect(await listRules(query(own))).toMatchObject({ total: 4, canEnable: 0, canDisable: 3 });
  });

  test("a choice counts what it would show under the other filters", async () => {
    const tag = `own.${randomUUID()}`;
    const [a = "", b = "", c = ""] = ids(3);
    await made(tag, [
      { id: a, level: "high" },
      { id: b, level: "low", source: "product: linux, category: process_creation" },
      { id: c, level: "low" },
    ]);
    const facets = await countFacets(query({ tag: [tag], severity: ["low"] }));
    expect(facets.severity).toEqual([
      { value: "high", count: 1 },
      { value: "low", count: 2 },
    ]);
    expect(facets.product).toEqual([
      { value: "linux", count: 1 },
      { value: "windows", count: 1 },
    ]);
    expect(facets.state).toEqual([{ value: "enabled", count: 2 }]);
  });

  test("pages in every order show each rule once", async () => {
    const tag = `own.${randomUUID()}`;
    const all = ids(25);
    await made(
      tag,
      all.map((id, index) => ({ id, level: ["low", "high", "medium"][index % 3] ?? "low" })),
    );
    for (const sort of ["level", "title", "alerts", "fired"]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listRules(query({ tag: [tag], sort, size: 10, cursor }));
        seen.push(...page.rows.map((row) => row.id));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect([...seen].sort()).toEqual(all);
    }
    expect(await listed({ tag: [tag], sort: "title", size: 25 })).toEqual(all);
  });

  test("a cursor that somebody made up is the first page", async () => {
    const tag = `own.${randomUUID()}`;
    await made(tag, [{ id: randomUUID() }]);
    expect(await listed({ tag: [tag], cursor: "x'; DROP TABLE rule" })).toHaveLength(1);
  });
});

describe("turning rules on and off", () => {
  test("all of a filter, refused ones aside, as many as were shown, and back again", async () => {
    const tag = `own.${randomUUID()}`;
    const [a = "", b = "", c = "", d = ""] = ids(4);
    await made(tag, [{ id: a, level: "high" }, { id: b, level: "high" }, { id: c }, { id: d, level: "high", extra: "|nosuchmodifier" }]);
    const filter = query({ tag: [tag], severity: ["high"] });
    const before = await getDetectionRevision();
    const outcome = await setFilteredRulesEnabled(actor, { filter, enabled: false, expected: 2 });
    expect(outcome).toMatchObject({ ok: true, changed: 2 });
    expect(await getDetectionRevision()).toBeGreaterThan(before);
    expect(await listRules(query({ tag: [tag] }))).toMatchObject({ canEnable: 2, canDisable: 1 });
    expect(await getRule(c)).toMatchObject({ enabled: true });

    await setRulesEnabled(actor, { ruleIds: [b], enabled: true });
    await setRulesEnabled(actor, { ruleIds: [b], enabled: false });
    const batchId = outcome.ok ? outcome.batchId : "";
    expect(await undoRules(actor, batchId)).toEqual({ ok: true, changed: 1, skipped: 1 });
    expect(await getRule(a)).toMatchObject({ enabled: true });
    expect(await getRule(b)).toMatchObject({ enabled: false });
    expect(await undoRules(actor, batchId)).toEqual({ ok: false, reason: "nothing-to-undo" });
  });

  test("another number than was shown changes nothing and says the number of now", async () => {
    const tag = `own.${randomUUID()}`;
    const [a = "", b = ""] = ids(2);
    await made(tag, [{ id: a }, { id: b }]);
    const filter = query({ tag: [tag] });
    expect(await setFilteredRulesEnabled(actor, { filter, enabled: false, expected: 5 })).toEqual({
      ok: false,
      reason: "moved-on",
      now: 2,
    });
    expect(await listRules(filter)).toMatchObject({ canDisable: 2 });
    const { rows } = await pool().query("SELECT 1 FROM audit_entry WHERE subject_id = ANY($1) AND action = 'rule.disable'", [[a, b]]);
    expect(rows).toEqual([]);
  });

  test("each rule has its audit row, and one gesture is one batch", async () => {
    const tag = `own.${randomUUID()}`;
    const [a = "", b = ""] = ids(2);
    await made(tag, [{ id: a }, { id: b }]);
    const outcome = await setRulesEnabled(actor, { ruleIds: [a, b, randomUUID()], enabled: false });
    expect(outcome).toMatchObject({ changed: 2 });
    expect(await setRulesEnabled(actor, { ruleIds: [a], enabled: false })).toMatchObject({ changed: 0 });
    const { rows } = await pool().query(
      "SELECT subject_id, batch_id, before, after FROM audit_entry WHERE subject_id = ANY($1) AND action = 'rule.disable' ORDER BY subject_id",
      [[a, b]],
    );
    const batch_id = outcome.ok ? outcome.batchId : "";
    expect(rows).toEqual([a, b].map((subject_id) => ({ subject_id, batch_id, before: { enabled: true }, after: { enabled: false } })));
  });
});
