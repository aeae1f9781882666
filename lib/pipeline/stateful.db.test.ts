import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import { deleteRule, storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { actor } from "./testing/story.ts";
import { type Beat, foundInMemory, foundInStore, runWaiting, scene, taleItem, tell } from "./testing/tale.ts";

afterAll(disconnect);

const base = (tag: string, what: string): string => `title: ${what}
name: ${what}-${tag}
id: ${randomUUID()}
logsource: { category: process_creation, product: windows }
detection:
  selection: { CommandLine: '${what} ${tag}' }
  condition: selection
`;
const correlation = (body: string): string => `title: Several
id: ${randomUUID()}
correlation:
${body.replaceAll(/^/gm, "  ")}
`;
const sigma = (tag: string, body: string): string =>
  [
    base(tag, "a"),
    base(tag, "b"),
    base(tag, "c"),
    correlation(
      body.replace(
        /rules: \[(.*)\]/,
        (_, names: string) =>
          `rules: [${names
            .split(", ")
            .map((name) => `${name}-${tag}`)
            .join(", ")}]`,
      ),
    ),
  ].join("---\n");
const step = (tag: string, what: string): string => `[process where process.command_line == "${what} ${tag}"]`;

const toml = (type: string, tag: string, rest: string): string => `[rule]
name = "Elastic's"
rule_id = "${randomUUID()}"
description = "What is looked for."
type = "${type}"
language = "kuery"
index = ["logs-endpoint.events.*"]
query = 'process.command_line : "a ${tag}"'
severity = "low"
risk_score = 21
from = "now-6s"
${rest}
`;

/** Rules over the events of one host: \`a\`, \`b\` and \`c\` are what its processes are called with. */
const RULES: { readonly [name: string]: (tag: string) => { readonly file: string; readonly text: string } } = {
  "a sequence within a span": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=5s ${step(tag, "a")} ${step(tag, "b")}`,
  }),
  "a sequence of three": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=5s ${step(tag, "a")} ${step(tag, "b")} ${step(tag, "a")}`,
  }),
  "a sequence without a span": (tag) => ({ file: "x.eql", text: `sequence by user.name ${step(tag, "a")} ${step(tag, "b")}` }),
  "a sequence with an end": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=5s ${step(tag, "a")} ${step(tag, "b")} until ${step(tag, "c")}`,
  }),
  "a sequence with runs": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=8s ${step(tag, "a")} with runs=2 ${step(tag, "b")}`,
  }),
  "a sequence with nothing between": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=5s ${step(tag, "a")} !${step(tag, "c")} ${step(tag, "b")}`,
  }),
  "a sequence with nothing after": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=3s ${step(tag, "a")} ${step(tag, "b")} !${step(tag, "c")}`,
  }),
  "a sequence with nothing before": (tag) => ({
    file: "x.eql",
    text: `sequence by user.name with maxspan=3s !${step(tag, "c")} ${step(tag, "a")} ${step(tag, "b")}`,
  }),
  "a window without something": (tag) => ({
    file: "x.yml",
    text: sigma(tag, `type: temporal\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 4s\ncondition: a-${tag} and b-${tag} and not c-${tag}`),
  }),
  "a value that is new": (tag) => ({
    file: "x.toml",
    text: toml(
      "new_terms",
      tag,
      `[rule.new_terms]
field = "new_terms_fields"
value = ["user.name"]
[[rule.new_terms.history_window_start]]
field = "history_window_start"
value = "now-5s"`,
    ),
  }),
  "a threshold": (tag) => ({ file: "x.toml", text: toml("threshold", tag, `[rule.threshold]\nfield = ["user.name"]\nvalue = 2`) }),
  "a correlation of correlations": (tag) => ({
    file: "x.yml",
    text: [
      sigma(tag, "type: event_count\nrules: [a]\ngroup-by: [Computer]\ntimespan: 3s\ncondition: { gte: 2 }").replace(
        "title: Several",
        `title: Inner\nname: inner-${tag}`,
      ),
      correlation(`type: temporal_ordered\nrules: [inner-${tag}, b-${tag}]\ngroup-by: [User]\ntimespan: 5s`),
    ].join("---\n"),
  }),
  "a sequence joined by nothing": (tag) => ({ file: "x.eql", text: `sequence with maxspan=4s ${step(tag, "a")} ${step(tag, "b")}` }),
  "a sample": (tag) => ({ file: "x.eql", text: `sample by user.name ${step(tag, "a")} ${step(tag, "b")}` }),
  event_count: (tag) => ({
    file: "x.yml",
    text: sigma(tag, "type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: 5s\ncondition: { gte: 3 }"),
  }),
  "event_count below": (tag) => ({
    file: "x.yml",
    text: sigma(tag, "type: event_count\nrules: [a, b]\ngroup-by: [User]\ntimespan: 5s\ncondition: { eq: 2 }"),
  }),
  "event_count of everybody": (tag) => ({
    file: "x.yml",
    text: sigma(tag, "type: event_count\nrules: [a, b]\ntimespan: 5s\ncondition: { gte: 3 }"),
  }),
  value_count: (tag) => ({
    file: "x.yml",
    text: sigma(tag, "type: value_count\nrules: [a, b]\ngroup-by: [Computer]\ntimespan: 5s\ncondition: { field: User, gte: 2 }"),
  }),
  temporal: (tag) => ({ file: "x.yml", text: sigma(tag, "type: temporal\nrules: [a, b]\ngroup-by: [User]\ntimespan: 5s") }),
  temporal_ordered: (tag) => ({ file: "x.yml", text: sigma(tag, "type: temporal_ordered\nrules: [a, b]\ngroup-by: [User]\ntimespan: 5s") }),
};

function compiled(tag: string, name: string): readonly CompiledRule[] {
  const source = RULES[name]?.(tag);
  if (!source) throw new Error(name);
  const { rules, diagnostics } = compileFile(source);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return rules;
}

const beats = fc.uniqueArray(
  fc.record({ what: fc.constantFrom("a", "b", "c"), at: fc.nat(14), who: fc.constantFrom("ana", "ANA", "bob", "ana,bob"), nth: fc.nat(2) }),
  { minLength: 1, maxLength: 12, selector: (beat) => JSON.stringify(beat) },
);

describe.each(Object.keys(RULES))("%s", (name) => {
  test("finds the same in any order and any batches as with everything in memory", async () => {
    const tag = randomUUID();
    const rules = compiled(tag, name);
    const ids = rules.map(({ id }) => id);
    await storeRules(actor, rules, { builtIn: false });
    // With a schedule they would wait for executions: what those find is the same.
    await pool().query("UPDATE rule SET every_seconds = NULL WHERE id = ANY($1)", [ids]);
    await fc.assert(
      fc.asyncProperty(
        beats,
        fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (tale, sizes, luck) => {
          const where = scene();
          const own = tale.map((beat) => ({ ...beat, what: `${beat.what} ${tag}` }));
          let rest: readonly Beat[] = own
            .map((beat) => [luck.next().value, beat] as const)
            .sort((x, y) => x[0] - y[0])
            .map(([, beat]) => beat);
          for (const size of sizes) {
            if (rest.length > 0) await tell(where, rest.slice(0, size + 1));
            rest = rest.slice(size + 1);
          }
          // Long after: what is not there by now is not there.
          await runWaiting(ids, 3_600_000);
          const events = own.map((beat) => taleItem(where, beat).event);
          expect(await foundInStore(where, ids)).toEqual(foundInMemory(rules, events));
        },
      ),
      { numRuns: Number(process.env.STORY_RUNS ?? 15) },
    );
    await Promise.all(ids.map((id) => deleteRule(actor, id)));
  });
});
