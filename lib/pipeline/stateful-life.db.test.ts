import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import type { CompiledRule } from "#core/detection/rule";
import { raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import { removeException, saveException } from "#features/exception/mutations";
import { getRule } from "#features/rule/data";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { deleteRule, storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { inClientTransaction } from "#lib/db/client-transaction";
import { closeQueue } from "#lib/jobs/queue";
import { fillHits } from "./fill-hits.ts";
import { judgeHits } from "./judge-hits.ts";
import { importRules } from "./rule-import.ts";
import { runUnscheduled } from "./run-pending.ts";
import { runPending } from "./stateful-pending.ts";
import { actor, submit, upload } from "./testing/story.ts";
import { type Beat, foundInMemory, foundInStore, runWaiting, type Scene, scene, taleItem, tell } from "./testing/tale.ts";

afterAll(async () => {
  await closeQueue();
  await disconnect();
});

const never = new AbortController().signal;
const step = (tag: string, what: string): string => `[process where process.command_line == "${what} ${tag}"]`;
const beat = (tag: string, what: string, at: number, rest: Partial<Beat> = {}): Beat => ({ what: `${what} ${tag}`, at, ...rest });

async function eqlRule(text: (tag: string) => string): Promise<{ tag: string; rules: readonly CompiledRule[]; ids: readonly string[] }> {
  const tag = randomUUID();
  const { rules } = compileStored({ file: `${tag}.eql`, text: text(tag) });
  await storeRules(actor, rules, { builtIn: false });
  return { tag, rules, ids: rules.map(({ id }) => id) };
}
const pair = (tag: string): string => `sequence by user.name with maxspan=10s ${step(tag, "a")} ${step(tag, "b")}`;

const ids = (where: Scene, beats: readonly Beat[]): readonly string[] => beats.map((each) => taleItem(where, each).event.id as string);
const line = (rule: string, events: readonly string[]): string => [rule, ...[...events].sort()].join(" ");
const lines = (where: Scene, beats: readonly Beat[]): string => beats.map((each) => taleItem(where, each).raw).join("\n");

async function statuses(rule: string): Promise<readonly { status: string; count: number }[]> {
  return (await pool().query("SELECT status, count FROM alert WHERE rule_id = $1 ORDER BY first_seen", [rule])).rows;
}

describe("the two halves of a sequence", () => {
  test("in two files, the later one first", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    const [a, b] = [beat(tag, "a", 0), beat(tag, "b", 5)];
    await upload(lines(where, [b]), "second.ndjson");
    expect(await foundInStore(where, [rule])).toEqual([]);
    await upload(lines(where, [a]), "first.ndjson");
    expect(await foundInStore(where, [rule])).toEqual([line(rule, ids(where, [a, b]))]);
    await upload(`${lines(where, [b, a])}\n`, "again.ndjson");
    expect(await statuses(rule)).toEqual([{ status: "open", count: 1 }]);
  });

  test("stored by two workers at once, event by event", async () => {
    const {
      tag,
      rules,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    const tale = Array.from({ length: 60 }, (_, at) => beat(tag, at % 2 === 0 ? "a" : "b", at / 4, { who: `u${at % 7}`, nth: at }));
    const worker = async (parity: number): Promise<void> => {
      for (const [at, each] of tale.entries()) if (at % 2 === parity) await tell(where, [each]);
    };
    await Promise.all([worker(0), worker(1)]);
    const expected = foundInMemory(
      rules,
      tale.map((each) => taleItem(where, each).event),
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(await foundInStore(where, [rule])).toEqual(expected);
  });

  test("around a worker that is killed again and again in the middle of the file", async () => {
    const {
      tag,
      rules,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    const tale = Array.from({ length: 9_000 }, (_, at) => {
      const slot = (at * 7) % 9_000;
      return beat(tag, ["a", "b"][slot % 9] ?? "x", slot / 2, { who: `u${Math.floor(slot / 9) % 97}`, nth: at });
    });
    const ingestId = await submit(lines(where, tale));
    const script = path.resolve(import.meta.dirname, "testing/killed-ingest.ts");
    let killed = 0;
    for (let attempt = 0; attempt < 6; attempt++) {
      const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", script, ingestId], {
        stdio: "ignore",
        env: process.env,
      });
      const ended = once(child, "exit");
      const before = await storedIn(where);
      // Killed in whatever it does some time after it has stored something more.
      while (child.exitCode === null && (await storedIn(where)) === before) await sleep(5);
      await sleep((attempt * 37) % 120);
      if (attempt < 2) child.kill("SIGKILL");
      await ended;
      if (child.signalCode === "SIGKILL") killed++;
      if (child.exitCode === 0) break;
    }
    const expected = foundInMemory(
      rules,
      tale.map((each) => taleItem(where, each).event),
    );
    expect(killed).toBeGreaterThan(0);
    expect(expected).toHaveLength(1_000);
    expect(await foundInStore(where, [rule])).toEqual(expected);
  }, 400_000);
});

test("a value with many hits is read by itself, and its windows begin anew where the last finding ended", async () => {
  const tag = randomUUID();
  const many = sigmaMany(tag).replace("timespan: 1m", "timespan: 1h").replace("gte: 2", "gte: 700");
  const source = { file: "both.yml", text: `${sigmaBase(tag)}---\n${many}` };
  await importRules(actor, [source]);
  const where = scene();
  const tale = Array.from({ length: 2_000 }, (_, at) => beat(tag, "a", (at * 7) % 2_000, { nth: at }));
  for (let start = 0; start < tale.length; start += 400) await tell(where, tale.slice(start, start + 400));
  const events = tale.map((each) => taleItem(where, each).event);
  const expected = foundInMemory(compileStored(source).rules, events);
  expect(expected).toHaveLength(2);
  expect(await foundInStore(where, [idIn(many)])).toEqual(expected);
});

async function storedIn({ host }: Scene): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::int AS n FROM event e JOIN host h ON h.id = e.host_id WHERE h.name = $1", [host]);
  return rows[0].n;
}

describe("what comes late", () => {
  test("and should not have been there takes the finding back and its alert out of the queue", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule((own) => `sequence by user.name with maxspan=10s ${step(own, "a")} !${step(own, "c")} ${step(own, "b")}`);
    const where = scene();
    await tell(where, [beat(tag, "a", 0), beat(tag, "b", 5)]);
    expect(await statuses(rule)).toEqual([{ status: "open", count: 1 }]);
    await tell(where, [beat(tag, "c", 3)]);
    expect(await statuses(rule)).toEqual([{ status: "silenced", count: 0 }]);
    const { rows } = await pool().query(
      "SELECT f.withdrawn_reason FROM alert_finding f JOIN alert a ON a.id = f.alert_id WHERE a.rule_id = $1",
      [rule],
    );
    expect(rows).toEqual([{ withdrawn_reason: "refuted" }]);
  });

  test("between the two puts another finding in the place of the first", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    const [a1, a2, b] = [beat(tag, "a", 0), beat(tag, "a", 3), beat(tag, "b", 5)];
    await tell(where, [a1, b]);
    await tell(where, [a2]);
    expect(await foundInStore(where, [rule])).toEqual([line(rule, ids(where, [a2, b]))]);
    expect(await statuses(rule)).toEqual([{ status: "open", count: 1 }]);
  });
});

describe("what must not happen", () => {
  const without = (tag: string): string => `sequence by user.name with maxspan=10s ${step(tag, "a")} ${step(tag, "b")} !${step(tag, "c")}`;
  test("is waited for until the file is read to its end", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(without);
    const [where, other] = [scene(), scene()];
    await upload(lines(where, [beat(tag, "a", 0), beat(tag, "b", 5)]));
    expect(await foundInStore(where, [rule])).toHaveLength(1);
    await upload(lines(other, [beat(tag, "a", 0), beat(tag, "b", 5), beat(tag, "c", 7)]));
    expect(await foundInStore(other, [rule])).toEqual([]);
  });
  test("is waited for while shippers send, until the host's clock or its silence says it did not", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(without);
    const [where, other] = [scene(), scene()];
    await tell(where, [beat(tag, "a", 0), beat(tag, "b", 5)]);
    await tell(other, [beat(tag, "a", 0), beat(tag, "b", 5)]);
    await runUnscheduled(never);
    expect(await foundInStore(where, [rule])).toEqual([]);
    await tell(where, [beat(tag, "unrelated", 11)]);
    await runWaiting([rule], 60_000);
    expect(await foundInStore(where, [rule])).toHaveLength(1);
    expect(await foundInStore(other, [rule])).toEqual([]);
    await runWaiting([rule], 10 * 60_000);
    expect(await foundInStore(other, [rule])).toHaveLength(1);
  });
});

describe("a rule that comes later", () => {
  test("completes what was half there and raises nothing that was complete before", async () => {
    const tag = randomUUID();
    const where = scene();
    await upload(lines(where, [beat(tag, "a", 0), beat(tag, "b", 2), beat(tag, "a", 20)]));
    const { rules } = compileStored({ file: "x.eql", text: pair(tag) });
    await storeRules(actor, rules, { builtIn: false });
    const [rule = ""] = rules.map(({ id }) => id as string);
    await tell(scene(), [beat(tag, "x", 0)]);
    await fillHits(never);
    await runUnscheduled(never);
    expect(await foundInStore(where, [rule])).toEqual([]);
    await tell(where, [beat(tag, "b", 25)]);
    expect(await foundInStore(where, [rule])).toEqual([line(rule, ids(where, [beat(tag, "a", 20), beat(tag, "b", 25)]))]);
    expect(await statuses(rule)).toEqual([{ status: "open", count: 1 }]);
  });

  test("was off for a while: what it missed is read back", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    await tell(scene(), [beat(tag, "x", 0)]);
    await setRulesEnabled(actor, { ruleIds: [rule], enabled: false });
    await upload(lines(where, [beat(tag, "a", 0)]));
    await setRulesEnabled(actor, { ruleIds: [rule], enabled: true });
    await tell(where, [beat(tag, "x", 1)]);
    await fillHits(never);
    await tell(where, [beat(tag, "b", 5)]);
    expect(await foundInStore(where, [rule])).toHaveLength(1);
  });
});

const sigmaBase = (tag: string): string => `title: Base
id: ${randomUUID()}
name: base-${tag}
logsource: { category: process_creation, product: windows }
detection:
  selection: { CommandLine: 'a ${tag}' }
  condition: selection
`;
const sigmaMany = (tag: string): string => `title: Many
id: ${randomUUID()}
correlation:
  type: event_count
  rules: [base-${tag}]
  group-by: [User]
  timespan: 1m
  condition: { gte: 2 }
`;
const idIn = (text: string): string => /^id: (\S+)/m.exec(text)?.[1] ?? "";

describe("a correlation", () => {
  test("waits for its rule, and runs once a later upload brings it", async () => {
    const tag = randomUUID();
    const [base, many] = [sigmaBase(tag), sigmaMany(tag)];
    await importRules(actor, [{ file: "many.yml", text: many }]);
    expect(await getRule(idIn(many))).toMatchObject({ refused: true, diagnostics: [{ code: "unknown-reference" }] });
    await importRules(actor, [{ file: "base.yml", text: base }]);
    expect(await getRule(idIn(many))).toMatchObject({ refused: false, severity: "medium" });
    const where = scene();
    await tell(where, [beat(tag, "a", 0), beat(tag, "a", 1)]);
    expect(await foundInStore(where, [idIn(many)])).toHaveLength(1);
    expect(await statuses(idIn(base))).toEqual([]);
    await deleteRule(actor, idIn(base));
    expect(await getRule(idIn(many))).toMatchObject({ refused: true, diagnostics: [{ code: "unknown-reference" }] });
  });

  test("counts a rule that is turned off; a rule that is on and counted raises nothing itself", async () => {
    const tag = randomUUID();
    const [base, many] = [sigmaBase(tag), sigmaMany(tag)];
    await importRules(actor, [{ file: "both.yml", text: `${base}---\n${many}` }]);
    await setRulesEnabled(actor, { ruleIds: [idIn(base)], enabled: false });
    const where = scene();
    await tell(where, [beat(tag, "a", 0), beat(tag, "a", 1)]);
    expect(await statuses(idIn(many))).toEqual([{ status: "open", count: 1 }]);
    await setRulesEnabled(actor, { ruleIds: [idIn(many)], enabled: false });
    await setRulesEnabled(actor, { ruleIds: [idIn(base)], enabled: true });
    await tell(where, [beat(tag, "a", 30)]);
    expect(await statuses(idIn(base))).toEqual([{ status: "open", count: 1 }]);
  });

  test("a filter narrows the rule it names until it is turned off, and without a rule it is refused", async () => {
    const tag = randomUUID();
    const [where, base] = [scene(), sigmaBase(tag)];
    const filter = `title: Not bob
id: ${randomUUID()}
logsource: { category: process_creation, product: windows }
filter:
  rules: [base-${tag}]
  selection: { User|startswith: 'bob@' }
  condition: not selection
`;
    await importRules(actor, [{ file: "filter.yml", text: filter }]);
    expect(await getRule(idIn(filter))).toMatchObject({ refused: true, kind: "filter" });
    await importRules(actor, [{ file: "base.yml", text: base }]);
    expect(await getRule(idIn(filter))).toMatchObject({ refused: false, enabled: true });
    await tell(where, [beat(tag, "a", 0, { who: "bob" }), beat(tag, "a", 1, { who: "ana" })]);
    expect((await statuses(idIn(base))).length).toBe(1);
    await setRulesEnabled(actor, { ruleIds: [idIn(filter)], enabled: false });
    await tell(where, [beat(tag, "a", 2, { who: "bob" })]);
    expect((await statuses(idIn(base))).length).toBe(2);
  });
});

describe("a rule with a schedule", () => {
  test("raises when it is run, at most as much as it may, and the rest at the next run", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(pair);
    await pool().query("UPDATE rule SET every_seconds = 300, can_run = true WHERE id = $1", [rule]);
    await pool().query("UPDATE detection_revision SET revision = revision + 1");
    const where = scene();
    await tell(
      where,
      ["u1", "u2", "u3"].flatMap((who) => [beat(tag, "a", 0, { who }), beat(tag, "b", 1, { who })]),
    );
    expect(await foundInStore(where, [rule])).toEqual([]);
    await runUnscheduled(never);
    expect(await foundInStore(where, [rule])).toEqual([]);
    const run = () =>
      inClientTransaction(async (client) => {
        const done = await runPending(client, rule, { mostAlerts: 2, now: new Date() });
        await raiseAlerts(client, done.findings);
        await withdrawFindings(client, done.withdrawn);
        return { findings: done.findings.length, left: done.left };
      });
    expect(await run()).toEqual({ findings: 2, left: 1 });
    expect(await run()).toEqual({ findings: 1, left: 0 });
    expect(await run()).toEqual({ findings: 0, left: 0 });
    expect(await foundInStore(where, [rule])).toHaveLength(3);
  });
});

describe("an exception", () => {
  test("that hides several events of one group at once is judged, and so is its end", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule(pair);
    const where = scene();
    const tale = [beat(tag, "a", 0), beat(tag, "b", 1), beat(tag, "a", 2), beat(tag, "b", 3)];
    await tell(where, tale);
    const draft = {
      title: "An account",
      reason: "It does this every night.",
      conditions: [{ operator: "exact", field: "user.name", values: [`ana@${where.host}`] }],
      ruleIds: [rule],
      step: null,
      expiresAt: null,
      sourceAlertId: null,
    } as const;
    const saved = await saveException(actor, draft, new Date());
    expect(await judgeHits(never)).toBeGreaterThanOrEqual(tale.length);
    await runUnscheduled(never);
    expect(await statuses(rule)).toEqual([{ status: "silenced", count: 0 }]);
    if (!saved.ok) throw new Error("refused");
    await removeException(actor, saved.id, new Date());
    expect(await judgeHits(never)).toBeGreaterThanOrEqual(tale.length);
    await runUnscheduled(never);
    expect(await statuses(rule)).toEqual([{ status: "open", count: 2 }]);
  });

  test("that hides one step never takes a sequence with other events with it", async () => {
    const {
      tag,
      ids: [rule = ""],
    } = await eqlRule((own) => `sequence by host.name with maxspan=10s ${step(own, "a")} ${step(own, "b")}`);
    const where = scene();
    const saved = await saveException(
      actor,
      {
        title: "The backup account",
        reason: "It does this every night.",
        conditions: [{ operator: "exact", field: "user.name", values: [`backup@${where.host}`] }],
        ruleIds: [rule],
        step: null,
        expiresAt: null,
        sourceAlertId: null,
      },
      new Date(),
    );
    const [a1, a2, b] = [beat(tag, "a", 0), beat(tag, "a", 3, { who: "backup" }), beat(tag, "b", 5)];
    await tell(where, [a1, a2, b]);
    expect(await foundInStore(where, [rule])).toEqual([line(rule, ids(where, [a1, b])), line(rule, ids(where, [a2, b]))].sort());
    expect(await statuses(rule)).toEqual([{ status: "open", count: 1 }]);
    if (!saved.ok) throw new Error("refused");
    await removeException(actor, saved.id, new Date());
    await judgeHits(never);
    await runUnscheduled(never);
    expect(await foundInStore(where, [rule])).toEqual([line(rule, ids(where, [a2, b]))]);
  });
});

const seeds = path.resolve(import.meta.dirname, "../../../shared/data/09-derived-seeds");

describe.runIf(existsSync(seeds))("Elastic's MSBuild sequence, every five minutes", () => {
  test.each(["seed.ecs-endpoint.ndjson", "seed.sysmon-nxlog.ndjson"])("raises its seven connections of %s when it is run", async (file) => {
    const [rule, own] = [randomUUID(), `t-${randomUUID().slice(0, 8)}`];
    const text = `[rule]
name = "MsBuild Making Network Connections"
rule_id = "${rule}"
description = "A build tool that calls out."
type = "eql"
language = "eql"
index = ["winlogbeat-*", "logs-endpoint.events.*", "logs-windows.*"]
from = "now-9m"
interval = "5m"
risk_score = 47
severity = "medium"
query = '''
sequence by process.entity_id
  [process where process.name : "MSBuild.exe" and event.type == "start"]
  [network where process.name : "MSBuild.exe" and not cidrmatch(destination.ip, "127.0.0.1", "::1")]
'''
`;
    await importRules(actor, [{ file: "msbuild.toml", text }]);
    // Hosts of its own: the same file may be stored by others.
    const events = readFileSync(path.join(seeds, file), "utf8")
      .replaceAll(/theshire\.local/gi, `${own}.local`)
      .replaceAll(/WORKSTATION(\d)/g, `${own}-$1`);
    const { findings } = await upload(events, file);
    expect(findings).toBeLessThan(7);
    const done = await inClientTransaction(async (client) => {
      const run = await runPending(client, rule, { mostAlerts: 100, now: new Date() });
      await raiseAlerts(client, run.findings);
      return run;
    });
    expect(done).toMatchObject({ left: 0 });
    expect(done.findings.map(({ pieces }) => pieces.map(({ step: place }) => place?.index))).toEqual(Array(7).fill([0, 1]));
    expect(done.findings.every(({ group }) => group?.["process.entity_id"] !== null)).toBe(true);
    const { rows } = await pool().query(
      "SELECT count(*)::int AS findings FROM alert_finding f JOIN alert a ON a.id = f.alert_id WHERE a.rule_id = $1",
      [rule],
    );
    expect(rows).toEqual([{ findings: 7 }]);
  });
});
