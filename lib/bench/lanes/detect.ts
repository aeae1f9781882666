import { Frame } from "#core/detection/match/frame";
import { PredicateCompiler } from "#core/detection/match/predicate";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import type { Corpus } from "../corpus.ts";
import type { Lane, LaneResult } from "../lane.ts";
import { cpuSeconds } from "../measure.ts";
import { mutated } from "../mutate.ts";
import { compilePack, type RulePack } from "../rules.ts";
import { readEvents, readRecords } from "./normalise.ts";

const SAMPLE = 4_000;
const PASSES = 5;
/** Passes over the sample after which clues are chosen for its common kinds. */
const LEARNING = 4;
const clock = (): number => performance.now() * 1e6;

/** What the index over all rules is and costs: beside a full scan, with more rules, rule by rule, and when it is made anew. */
export function detectLanes(corpora: readonly Corpus[], packs: readonly RulePack[]): readonly Lane[] {
  const pack = packs.at(-1);
  if (!pack) return [];
  const lanes = corpora.flatMap((corpus) => [
    lane(corpus, `full scan, ${pack.name}`, (events) => fullScan(events, pack.rules)),
    lane(corpus, `rule by rule, ${pack.name}`, (events) => dearest(events, pack.rules)),
    lane(corpus, `100 rules and more, ${pack.name}`, (events) => growth(events, pack.rules)),
  ]);
  const first = corpora[0];
  return first ? [...lanes, lane(first, `made anew, ${pack.name}`, (events) => reload(events, pack))] : lanes;
}

function lane(corpus: Corpus, over: string, run: (events: readonly Event[]) => Promise<Omit<LaneResult, "records" | "runs">>): Lane {
  return {
    name: "detect",
    corpus: `${corpus.name.split(" ")[0]}: ${over}`,
    async run() {
      const events = readEvents((await readRecords(corpus)).slice(0, SAMPLE));
      return { records: events.length, runs: PASSES, ...(await run(events)) };
    },
  };
}

/** CPU seconds of one pass, the least of some: what is compared here runs one after the other on a machine that is never quiet. */
async function least(pass: () => unknown, passes = PASSES, warming = 1): Promise<number> {
  for (let i = 0; i < warming; i++) await pass();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < passes; i++) best = Math.min(best, await cpuSeconds(pass));
  return best;
}

function matching(events: readonly Event[], rules: readonly CompiledRule[]): Promise<number> {
  const set = createRuleSet(rules);
  return least(
    () => {
      for (const event of events) set.match(event);
    },
    PASSES,
    LEARNING,
  );
}

const SCANNED = 300;

/** Every predicate of every rule, compiled as well as for the index, asked of every event. */
async function fullScan(events: readonly Event[], rules: readonly CompiledRule[]): Promise<{ cpuSeconds: number; detail: string }> {
  const frame = new Frame();
  const compiler = new PredicateCompiler(frame);
  const predicates = rules.flatMap((rule) => (rule.plan?.op === "scan" ? [compiler.compile(rule.plan.where)] : []));
  const few = events.slice(0, SCANNED);
  const full = await least(() => {
    for (const event of few) {
      frame.load(event);
      for (const predicate of predicates) predicate();
    }
  }, 2);
  const indexed = await matching(events, rules);
  const ratio = full / few.length / (indexed / events.length);
  return { cpuSeconds: (full / few.length) * events.length, detail: `the index is ${ratio.toFixed(0)} times as fast` };
}

/** Nanoseconds an event that no rule may cost on average (performance.md P7). */
const DEAREST = 5_000;

async function dearest(events: readonly Event[], rules: readonly CompiledRule[]): Promise<{ cpuSeconds: number; detail: string }> {
  const set = createRuleSet(rules, { clock });
  const cpu = await least(() => {
    for (const event of events) set.match(event);
  }, 20);
  const costs = set.costs();
  const candidates = costs.reduce((sum, { asked }) => sum + asked, 0);
  const names = costs.slice(0, 10).map(({ rule, nanoseconds }) => `${(nanoseconds / 1_000).toFixed(2)} µs/event: ${rule.title}`);
  const tooDear = costs.filter(({ nanoseconds }) => nanoseconds > DEAREST).length;
  const all = costs.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0) / 1_000;
  const summary = `${candidates.toFixed(1)} candidates/event; asking all rules ${all.toFixed(1)} µs/event, ${tooDear} above ${DEAREST / 1_000} µs; the ten dearest:`;
  return { cpuSeconds: cpu, detail: [summary, ...names].join("\n") };
}

const SIZES = [100, 358, 721, 1_431];

async function growth(events: readonly Event[], rules: readonly CompiledRule[]): Promise<{ cpuSeconds: number; detail: string }> {
  // Every so many-th: packs are sorted by folder, and a first part would be one kind of rule.
  const some = (size: number) =>
    rules.filter((_, at) => Math.floor((at * size) / rules.length) !== Math.floor(((at - 1) * size) / rules.length));
  const packs = [...SIZES.filter((size) => size < rules.length).map(some), rules];
  for (const times of [2, 4, 8]) packs.push([rules, ...Array.from({ length: times - 1 }, (_, at) => mutated(rules, at + 1))].flat());
  const points: (readonly [rules: number, microseconds: number])[] = [];
  for (const pack of packs) points.push([pack.length, ((await matching(events, pack)) / events.length) * 1e6]);
  const all = points.find(([size]) => size === rules.length)?.[1] ?? 0;
  const text = points.map(([size, time]) => `${size}: ${time.toFixed(1)}`).join(", ");
  return { cpuSeconds: (all * events.length) / 1e6, detail: `µs/event by rules ${text}; exponent ${slope(points).toFixed(2)}` };
}

/** Least squares through the logarithms. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (pick: 0 | 1) => logs.reduce((sum, point) => sum + point[pick], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  return logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

async function reload(events: readonly Event[], pack: RulePack): Promise<{ cpuSeconds: number; detail: string }> {
  const compiling = await cpuSeconds(() => compilePack(pack.sources));
  globalThis.gc?.();
  const before = process.memoryUsage();
  let set = createRuleSet(pack.rules);
  const creating = await cpuSeconds(() => {
    set = createRuleSet(pack.rules.map((rule) => ({ ...rule })));
  });
  const pass = () => {
    for (const event of events) set.match(event);
  };
  const first = await cpuSeconds(pass);
  for (let i = 0; i < 5; i++) pass();
  const settled = await cpuSeconds(pass);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const grown = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6;
  const changing = await cpuSeconds(() => {
    set = createRuleSet(pack.rules.slice(1), { previous: set });
  });
  const afterwards = await cpuSeconds(pass);
  const ms = (seconds: number) => `${Math.round(seconds * 1_000)} ms`;
  return {
    cpuSeconds: settled,
    detail: [
      `from nothing: ${pack.sources.length} files compiled in ${ms(compiling)}, a set made in ${ms(creating)}, first ${events.length} events ${ms(first)}, the same later ${ms(settled)}`,
      `hot reload without one rule: made in ${ms(changing)}, first ${events.length} events ${ms(afterwards)}`,
      `memory: the set ${grown.toFixed(0)} MB${globalThis.gc ? "" : " (without a collection)"}, the process ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
    ].join("\n"),
  };
}
