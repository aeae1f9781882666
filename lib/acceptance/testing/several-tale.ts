import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type { CompiledRule } from "#core/detection/rule";
import type { Exception } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import { normalise } from "#core/normalise/normalise";
import { HitStore } from "#lib/cli/hit-store";
import { scanFile } from "#lib/cli/scan-file";
import { scannerOf } from "#lib/cli/scanner";
import { pool } from "#lib/db/client";
import type { BatchItem } from "#lib/pipeline/batch";

/** Something that happens: what rules ask for, when (in milliseconds), and what they join by. */
export interface Moment {
  readonly what: string;
  readonly at: number;
  readonly user: string | null;
  readonly kind: string;
}

const Step = fc.record({
  what: fc.constantFrom("a", "b", "c", "d"),
  runs: fc.constantFrom(1, 1, 1, 1, 2, 3),
  isAbsent: fc.constantFrom(false, false, false, false, true),
  by: fc.constantFrom("user.name", "process.name"),
});
const Key = fc.constantFrom("", "user.name", "?user.name", "user.name, process.name", "each");

/** The text of a sequence or sample: some of them are refused, as their authors would be told. */
export const EqlText = fc
  .record({
    isSample: fc.constantFrom(false, false, false, false, true),
    key: Key,
    steps: fc.array(Step, { minLength: 2, maxLength: 4 }),
    span: fc.constantFrom(null, "1s", "2s", "4s", "4s"),
    until: fc.option(fc.constantFrom("a", "c", "d"), { freq: 2 }),
  })
  .map(({ isSample, key, steps, span, until }) => (tag: string) => {
    const filter = (what: string): string => `[process where process.command_line == "${what} ${tag}"]`;
    const by = key === "" || key === "each" ? "" : ` by ${key}`;
    const texts = steps.map((step) => {
      const own = key === "each" ? ` by ${step.by}` : "";
      const runs = !isSample && !step.isAbsent && step.runs > 1 ? ` with runs=${step.runs}` : "";
      return `${!isSample && step.isAbsent ? "!" : ""}${filter(step.what)}${own}${runs}`;
    });
    if (isSample) return `sample${by} ${texts.join(" ")}`;
    const ends = until === null ? "" : ` until ${filter(until)}${key === "each" ? " by user.name" : ""}`;
    return `sequence${by}${span === null ? "" : ` with maxspan=${span}`} ${texts.join(" ")}${ends}`;
  });

/** Sequences that nearly every tale has something of. */
export const PlainText = fc
  .record({ by: fc.constantFrom("", " by user.name", " by host.name"), span: fc.constantFrom("", " with maxspan=4s"), more: fc.boolean() })
  .map(({ by, span, more }) => (tag: string) => {
    const step = (what: string): string => `[process where process.command_line == "${what} ${tag}"]`;
    return `sequence${by}${span} ${step("a")} ${step("b")}${more ? ` ${step("a")}` : ""}`;
  });

/** A Sigma file of three rules and a correlation of them. */
export const CorrelationText = fc
  .record({
    type: fc.constantFrom("event_count", "value_count", "temporal", "temporal_ordered"),
    rules: fc.subarray(["a", "b", "c"], { minLength: 1 }),
    group: fc.constantFrom(null, "User", "Image"),
    span: fc.constantFrom("1s", "2s", "4s"),
    compare: fc.constantFrom("gte", "gt", "eq"),
    bound: fc.constantFrom(1, 2, 3),
  })
  .map(({ type, rules, group, span, compare, bound }) => (tag: string, nth: number) => {
    const bases = ["a", "b", "c"].map((what) => {
      const named = `title: ${what}\nname: ${what}-${tag}-${nth}\nid: ${randomUUID()}\nlogsource: { category: process_creation, product: windows }`;
      return `${named}\ndetection:\n  selection: { CommandLine: '${what} ${tag}' }\n  condition: selection\n`;
    });
    const field = type === "value_count" ? "field: User, " : "";
    const condition = type.startsWith("temporal") ? "" : `\n  condition: { ${field}${compare}: ${bound} }`;
    const groups = group === null ? "" : `\n  group-by: [${group}]`;
    const of = rules.map((name) => `${name}-${tag}-${nth}`).join(", ");
    const several = `title: Several\nid: ${randomUUID()}\ncorrelation:\n  type: ${type}\n  rules: [${of}]${groups}\n  timespan: ${span}${condition}\n`;
    return [...bases, several].join("---\n");
  });

export const Tale = fc.array(
  fc.record({
    what: fc.constantFrom("a", "a", "b", "b", "c", "d"),
    // Few instants, so that many are equal.
    at: fc.oneof(
      fc.nat(8).map((second) => second * 1_000),
      fc.nat(80).map((tenth) => tenth * 100),
    ),
    user: fc.constantFrom("ana", "ANA", "bob", "bob", null),
    kind: fc.constantFrom("x.exe", "x.exe", "y.exe"),
  }),
  { minLength: 5, maxLength: 18 },
);

/** Process starts as Elastic's endpoint reports them, each in its place among those of its instant. */
export function itemsOf(tale: readonly Moment[], tag: string, host: string, began: number): readonly BatchItem[] {
  return tale.map(({ what, at, user, kind }, nth) => {
    const body = {
      "@timestamp": new Date(began + at).toISOString(),
      agent: { type: "endpoint", id: "a" },
      event: { category: ["process"], type: ["start"], action: "start", dataset: "endpoint.events.process", id: `${nth}`, sequence: nth },
      host: { name: host, os: { type: "windows", family: "windows" } },
      process: { name: kind, executable: `C:\\${kind}`, command_line: `${what} ${tag}`, entity_id: `${host} ${nth}`, pid: 7 },
      ...(user !== null && { user: { name: user } }),
    };
    const event = normalise({ position: { file: "tale.ndjson", record: nth + 1 }, shape: "json", body }, { receivedAt: began * 1_000 });
    if ("kind" in event) throw new Error(event.detail);
    return { event, raw: JSON.stringify(body) };
  });
}

/** Where files are put, and when they are read: what stands in for times that cannot be (in milliseconds, as `itemsOf` has it). */
export interface Reading {
  readonly folder: string;
  readonly began: number;
}

/** What `scan` says of a file with these events: rule and events of each finding of several events, sorted. */
export async function scanned(
  rules: readonly CompiledRule[],
  items: readonly BatchItem[],
  { folder, began }: Reading,
  exceptions: readonly Exception[] = [],
): Promise<readonly string[]> {
  const file = path.join(folder, `${randomUUID()}.ndjson`);
  writeFileSync(file, items.map(({ raw }) => raw).join("\n"));
  const store = new HitStore(rules);
  const tally = await scanFile({ file }, scannerOf(rules, compileExceptions(exceptions), began), {
    write: async () => {},
    keep: async (hits) => store.keep(hits),
  });
  if (tally.events !== items.length) throw new Error(tally.problems.join("\n"));
  const lines = store.findings(1_000).lines.map((line): { rule: { id: string }; evidence: { event_id: string }[] } => JSON.parse(line));
  return lines
    .map(({ rule, evidence }) =>
      lineOf(
        rule.id,
        evidence.map(({ event_id }) => event_id),
      ),
    )
    .sort();
}

/** What counts in the alerts of rules over several events, in the same form. */
export async function counted(rules: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool().query<{ rule: string; events: string[] }>(
    `SELECT a.rule_id AS rule, array_agg(e.event_id::text) AS events
     FROM alert a JOIN alert_finding f ON f.alert_id = a.id JOIN alert_evidence e ON e.alert_key = f.alert_key AND e.finding_id = f.id
     WHERE a.rule_id = ANY($1) AND f.counts GROUP BY a.rule_id, f.alert_key, f.id`,
    [rules],
  );
  return rows.map(({ rule, events }) => lineOf(rule, events)).sort();
}

const lineOf = (rule: string, events: readonly string[]): string => [rule, ...[...new Set(events)].sort()].join(" ");
