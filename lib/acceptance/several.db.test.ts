import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { scansOf } from "#core/detection/ir/plan-walk";
import type { CompiledRule } from "#core/detection/rule";
import { stepNames } from "#core/detection/step-place";
import { getException } from "#features/exception/data";
import { removeException, saveException } from "#features/exception/mutations";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { deleteRule, storeRules } from "#features/rule/mutations";
import { type BatchItem, storeBatch } from "#lib/pipeline/batch";
import { fillHits } from "#lib/pipeline/fill-hits";
import { judgeHits } from "#lib/pipeline/judge-hits";
import { actor, ownHost, upload } from "#lib/pipeline/testing/story";
import { runWaiting } from "#lib/pipeline/testing/tale";
import { migrate } from "../../scripts/migrate.mjs";
import { type OwnDatabase, ownDatabase } from "./testing/own-database.ts";
import { CorrelationText, counted, EqlText, itemsOf, PlainText, scanned, Tale } from "./testing/several-tale.ts";

const folder = mkdtempSync(path.join(tmpdir(), "callout-several-"));
let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase(migrate);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database?.remove();
}, 60_000);

const never = new AbortController().signal;

const RUNS = Number(process.env.STORY_RUNS ?? 10);
let tales = 0;
/** When a tale is told: now, far from now, and before 2000, where no event keeps its own time and all are of one instant. */
const ERAS = [Date.UTC(2026, 4, 4, 8), Date.UTC(2026, 4, 4, 8), Date.UTC(1601, 0, 1), -30_000, Date.UTC(2890, 0, 1)];
const Era = fc.constantFrom(...ERAS);
/** Nothing of a tale is near anything of another: it is of another host. */
const beginning = (era = ERAS[0] ?? 0): number => era + (era === -30_000 ? 0 : tales++ * 3_600_000);

async function stored(texts: readonly { readonly file: string; readonly text: string }[]): Promise<readonly CompiledRule[]> {
  const compiled = texts.flatMap((source) => compileStored(source).rules).filter(({ plan }) => plan !== null);
  // Equal texts are one rule.
  const rules = [...new Map(compiled.map((rule) => [rule.id, rule])).values()];
  await storeRules(actor, rules, { builtIn: false });
  return rules;
}

class Killed extends Error {}

/** Stores a batch; killed the first time where told so, at the last moment before it would be there. */
async function store(items: readonly BatchItem[], ingest: string, isKilled: boolean): Promise<void> {
  if (isKilled) {
    const dies = storeBatch(ingest, items, async () => Promise.reject(new Killed()));
    await expect(dies).rejects.toBeInstanceOf(Killed);
  }
  await storeBatch(ingest, items, async () => {});
}

/** Two workers at once, each with its share of the events in batches of its own, some of which die and are stored again. */
async function byTwoWorkers(items: readonly BatchItem[], luck: fc.Stream<number>): Promise<void> {
  const next = (below: number): number => (luck.next().value ?? 0) % below;
  const order = items.map((item) => [next(1_000), item] as const).sort((a, b) => a[0] - b[0]);
  const plans = [0, 1].map((worker) => {
    const own = order.filter((_, at) => (items.length < 3 ? 0 : at % 2) === worker).map(([, item]) => item);
    const batches: { readonly items: readonly BatchItem[]; readonly isKilled: boolean }[] = [];
    for (let at = 0; at < own.length; ) {
      const size = 1 + next(4);
      batches.push({ items: own.slice(at, at + size), isKilled: next(5) === 0 });
      at += size;
    }
    return batches;
  });
  await Promise.all(
    plans.map(async (batches) => {
      const ingest = randomUUID();
      for (const batch of batches) await store(batch.items, ingest, batch.isKilled);
    }),
  );
}

const Rules = fc.record({ eql: fc.array(EqlText, { minLength: 3, maxLength: 6 }), sigma: fc.array(CorrelationText, { maxLength: 3 }) });

const aThenB = (tag: string): string =>
  `sequence by host.name [process where process.command_line == "a ${tag}"] [process where process.command_line == "b ${tag}"]`;
const twoOfAna = (["a", "b"] as const).map((what, nth) => ({ what, at: nth * 1_000, user: "ana" as const, kind: "x.exe" as const }));
const limits = { numRuns: RUNS, interruptAfterTimeLimit: 120_000 };
const HOUR = 3_600_000;

async function remove(rules: readonly CompiledRule[]): Promise<void> {
  for (const { id } of rules) await deleteRule(actor, id);
}

const sources = (rules: readonly CompiledRule[]): string => rules.map(({ id, source }) => `${id} ${source}`).join("\n");

describe("what is put together in the store is what scan finds in one file", { timeout: 600_000 }, () => {
  test("of any sequences, samples and correlations, by two workers, in any order, any batches, around any crash", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(Rules, Tale, Era, fc.infiniteStream(fc.nat()), async ({ eql, sigma }, tale, era, luck) => {
        const tag = randomUUID();
        const rules = await stored([
          ...eql.map((text, at) => ({ file: `${tag}-${at}.eql`, text: text(tag) })),
          ...sigma.map((text, at) => ({ file: `${tag}-${at}.yml`, text: text(tag, at) })),
        ]);
        const ids = rules.map(({ id }) => id);
        const began = beginning(era);
        const items = itemsOf(tale, tag, ownHost(), began);
        await byTwoWorkers(items, luck);
        await runWaiting(ids, HOUR);
        const expected = await scanned(rules, items, { folder, began });
        found += expected.length;
        expect(await counted(ids), sources(rules)).toEqual(expected);
        await remove(rules);
      }),
      limits,
    );
    expect(found).toBeGreaterThan(0);
  });

  test("when an exception of a step comes in the middle, and when it goes again", async () => {
    const Excepted = fc.record({
      step: fc.option(fc.nat(3), { freq: 4 }),
      user: fc.constantFrom("ana", "bob"),
      goes: fc.boolean(),
      cut: fc.nat(12),
    });
    let silenced = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(EqlText, PlainText), Tale, Excepted, async (text, tale, { step, user, goes, cut }) => {
        const tag = randomUUID();
        const rules = await stored([{ file: `${tag}.eql`, text: text(tag) }]);
        const [rule] = rules;
        fc.pre(rule?.plan != null);
        const { plan } = rule;
        const steps = scansOf(plan).flatMap(({ scan }) => stepNames(plan, scan));
        const began = beginning();
        const items = itemsOf(tale, tag, ownHost(), began);
        await store(items.slice(0, cut), randomUUID(), false);
        if (cut % 2 === 0) await runWaiting([rule.id], HOUR);
        const draft = {
          title: "An account",
          reason: "It does this every night.",
          conditions: [{ operator: "exact", field: "user.name", values: [user] }],
          ruleIds: [rule.id],
          step: step === null ? null : (steps[step % steps.length] ?? null),
          expiresAt: null,
          sourceAlertId: null,
        } as const;
        const saved = await saveException(actor, draft, new Date());
        if (!saved.ok) throw new Error("the exception is refused");
        const exception = await getException(saved.id);
        if (cut % 3 === 0) await judgeHits(never);
        await store(items.slice(cut), randomUUID(), false);
        if (goes) {
          await runWaiting([rule.id], HOUR);
          await removeException(actor, saved.id, new Date());
        }
        await judgeHits(never);
        await runWaiting([rule.id], HOUR);
        const expected = await scanned(rules, items, { folder, began }, goes || !exception ? [] : [exception]);
        if ((await scanned(rules, items, { folder, began })).join() !== expected.join()) silenced++;
        expect(await counted([rule.id]), `${sources(rules)} ${JSON.stringify(draft)}`).toEqual(expected);
        if (!goes) await removeException(actor, saved.id, new Date());
        await remove(rules);
      }),
      // One that is silenced for certain: of the others few are.
      { ...limits, examples: [[aThenB, twoOfAna, { step: null, user: "ana", goes: false, cut: 1 }]] },
    );
    expect(silenced).toBeGreaterThan(0);
  });
});

/** Elastic's form: it has an id of its own, so that another text is its next version. */
const toml = (id: string, query: string): { readonly file: string; readonly text: string } => ({
  file: `${id}.toml`,
  text: `[rule]\nname = "R"\nrule_id = "${id}"\ntype = "eql"\nlanguage = "eql"\nseverity = "low"\nrisk_score = 1\nquery = '''${query}'''\n`,
});

const lines = (items: readonly BatchItem[]): string => items.map(({ raw }) => raw).join("\n");
const isOf = (items: readonly BatchItem[]) => (line: string) => items.some(({ event }) => line.includes(event.id));

describe("a rule that was not watched for all the time", { timeout: 600_000 }, () => {
  /** What must be there: what stands in the end and was found before, or has an event that came after. Nothing else but what stands. */
  const Cuts = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  test("because it was off finds what its later events complete, and nothing that is not there", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(EqlText, PlainText), Tale, Cuts, async (text, tale, [off, on]) => {
        const tag = randomUUID();
        const rules = await stored([{ file: `${tag}.eql`, text: text(tag) }]);
        const ids = rules.map(({ id }) => id);
        fc.pre(ids.length > 0);
        const began = beginning();
        const items = itemsOf(tale, tag, ownHost(), began);
        const [before, meanwhile, after] = [items.slice(0, off), items.slice(off, on), items.slice(on)];
        if (before.length > 0) await upload(lines(before));
        await runWaiting(ids, HOUR);
        await setRulesEnabled(actor, { ruleIds: ids, enabled: false });
        if (meanwhile.length > 0) await upload(lines(meanwhile));
        await setRulesEnabled(actor, { ruleIds: ids, enabled: true });
        await fillHits(never);
        if (after.length > 0) await store(after, randomUUID(), false);
        await runWaiting(ids, HOUR);
        const all = await scanned(rules, items, { folder, began });
        const early = new Set(await scanned(rules, before, { folder, began }));
        const due = all.filter((line) => early.has(line) || isOf(after)(line));
        const found = await counted(ids);
        expect(found, sources(rules)).toEqual(expect.arrayContaining(due));
        expect(all, sources(rules)).toEqual(expect.arrayContaining([...found]));
        await remove(rules);
      }),
      limits,
    );
  });

  test("because it is a new version finds what its later events complete, and keeps what the one before found", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(EqlText, PlainText), fc.oneof(EqlText, PlainText), Tale, fc.nat(9), async (first, second, tale, cut) => {
        const [tag, id] = [randomUUID(), randomUUID()];
        const old = await stored([toml(id, first(tag))]);
        fc.pre(old.length > 0);
        const began = beginning();
        const items = itemsOf(tale, tag, ownHost(), began);
        const [before, after] = [items.slice(0, cut), items.slice(cut)];
        if (before.length > 0) await upload(lines(before));
        await runWaiting([id], HOUR);
        const early = await counted([id]);
        const rules = await stored([toml(id, second(tag))]);
        fc.pre(rules.length > 0);
        await fillHits(never);
        if (after.length > 0) await store(after, randomUUID(), false);
        await runWaiting([id], HOUR);
        const all = await scanned(rules, items, { folder, began });
        const found = await counted([id]);
        const told = `${sources(old)}\n${sources(rules)}`;
        expect(found, told).toEqual(expect.arrayContaining(all.filter(isOf(after))));
        expect([...all, ...early], told).toEqual(expect.arrayContaining([...found]));
        await remove(rules);
      }),
      limits,
    );
  });
});
