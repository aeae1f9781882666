import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { zip } from "#core/decode/testing/archives";
import { callout, npmRunCallout, ROOT } from "./testing/callout.ts";
import { expectedFiles, hasPublicData, inData } from "./testing/public-data.ts";
import { STORY, tellings } from "./testing/story.ts";

const RULES = path.join(ROOT, "lib/rules");
const HOST = "build-7.example.org";
const folder = mkdtempSync(path.join(tmpdir(), "callout-command-"));
const put = (name: string, bytes: string | Uint8Array): string => {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
};
const told = tellings(HOST).map((telling) => ({ ...telling, path: put(telling.name, telling.bytes) }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finding {
  readonly rule: { readonly id: string; readonly title: string };
  readonly evidence: readonly { readonly file: string; readonly record: number }[];
}
const findings = (lines: readonly string[]): readonly Finding[] => lines.map((line) => JSON.parse(line));
const places = (lines: readonly string[]): readonly string[] =>
  findings(lines)
    .map(({ rule, evidence }) => evidence.map(({ file, record }) => `${path.relative(folder, file)}:${record} ${rule.title}`).join())
    .sort();

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const COUNT = expect.any(Number);
const LANGUAGES = { sigma: COUNT, eql: COUNT, kuery: COUNT, kql: COUNT };
const SUMMARY = {
  files: COUNT,
  records: COUNT,
  events: COUNT,
  faults: COUNT,
  rules: { loaded: LANGUAGES, rejected: LANGUAGES },
  findings: COUNT,
  silenced: COUNT,
  seconds: { loading: COUNT, decoding: COUNT, matching: COUNT },
  peak_memory: COUNT,
};

describe("scan", { timeout: 120_000 }, () => {
  test("as people write it: every form, the record numbers of the contract, a summary last", async () => {
    const { status, lines, said, summary } = await npmRunCallout(
      "scan",
      "--rules",
      RULES,
      "--threads",
      "1",
      ...told.map((file) => file.path),
    );
    expect(status).toBe(0);
    const wanted = told.flatMap(({ name, record }) =>
      STORY.flatMap(({ fires }, at) => fires.map((title) => `${name}:${record(at)} ${title}`)),
    );
    expect(places(lines)).toEqual(wanted.sort());
    expect(said).toEqual([]);
    expect(summary).toEqual(SUMMARY);
    const read = STORY.length * told.length;
    expect(summary).toMatchObject({ files: told.length, records: read, events: read, faults: 0, findings: wanted.length, silenced: 0 });
    expect(summary).toMatchObject({ rules: { rejected: { sigma: 0, eql: 0, kql: 0 } } });
  });

  test("a finding has exactly the members of the contract, in its order", async () => {
    const [file] = told;
    const { lines } = await callout("scan", "--rules", RULES, "--", file?.path ?? "");
    const [line = ""] = lines;
    const shape = {
      rule: { id: UUID, title: STORY[0]?.fires[0], language: "sigma", severity: "medium" },
      at: "2026-03-09T09:00:00.000000Z",
      host: HOST,
      evidence: [{ file: file?.path, record: 1, event_id: UUID }],
      cells: {},
    };
    expect(JSON.parse(line)).toEqual(shape);
    expect(line).toMatch(
      /^\{"rule":\{"id":.*,"title":.*,"language":.*,"severity":.*\},"at":.*,"host":.*,"evidence":\[.*\],"cells":\{\}\}$/,
    );
  });

  test("rules in a zip and events in archives find what they find outside", async () => {
    const rules = put(
      "rules.bin",
      await zip(Object.fromEntries(readdirSync(RULES).map((name) => [`pack/${name}`, readFileSync(path.join(RULES, name))]))),
    );
    const [plain] = told;
    const packed = put("packed.gz", gzipSync(plain?.bytes ?? ""));
    const archive = put("archive.bin", await zip({ "host/events.txt": plain?.bytes ?? "", "read me": "nothing" }));
    const { status, lines, summary } = await callout("scan", "--rules", rules, "--threads", "2", packed, archive);
    const wanted = STORY.flatMap(({ fires }, at) => fires.map((title) => `${at + 1} ${title}`));
    const names = ["archive.bin/host/events.txt", "packed.gz"];
    expect(places(lines)).toEqual(names.flatMap((name) => wanted.map((place) => `${name}:${place}`)).sort());
    expect(summary).toMatchObject({
      files: 2,
      events: STORY.length * 2,
      rules: { loaded: { sigma: readdirSync(RULES).filter((name) => name.endsWith(".yml")).length } },
    });
    expect(status).toBe(0);
  });

  test.each([
    ["a file that is not there", (rest: string) => ["--rules", RULES, "--", rest, path.join(folder, "gone.evtx")], /gone\.evtx: /],
    [
      "a file that is no events",
      (rest: string) => ["--rules", RULES, "--", rest, put("diary", "Dear diary,\nnothing.\n")],
      /diary:.*unknown-format/,
    ],
    [
      "a rule that cannot be used",
      (rest: string) => ["--rules", RULES, put("bad.yml", BAD_RULE), "--", rest],
      /bad\.yml:6:17: unknown-modifier: /,
    ],
    ["a path without rules", (rest: string) => ["--rules", RULES, path.join(folder, "no-rules"), "--", rest], /no-rules: /],
  ])("%s is named, the rest is done, and the status is 1", async (_name, args, named) => {
    const { status, lines, said, summary } = await callout("scan", ...args(told[0]?.path ?? ""));
    expect(status).toBe(1);
    expect(lines).toHaveLength(STORY.flatMap(({ fires }) => fires).length);
    expect(said.filter((line) => named.test(line))).toHaveLength(1);
    expect(summary).toEqual(SUMMARY);
  });

  test.each([
    [[]],
    [["scan", "--rules"]],
    [["scan", "events"]],
    [["scan", "--rules", RULES, "--pace", "5", "x"]],
    [["rules"]],
    [["dance"]],
  ])("%j is wrong usage: status 2 and nothing found", async (args) => {
    const { status, lines, said } = await callout(...args);
    expect([status, lines]).toEqual([2, []]);
    expect(said.join("\n")).toContain("usage:");
  });
});

const BAD_RULE = `title: Bad
logsource: { category: process_creation, product: windows }
detection:
  selection:
    Image|endswith: '\\x.exe'
    CommandLine|holds: y
  condition: selection
`;
const MANY = `title: One
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image: x }
  condition: selektion
---
title: Two
logsource: { category: mainframe }
detection:
  selection: { c-uri: x }
  condition: selection
`;

describe("rules check", { timeout: 60_000 }, () => {
  test("names every diagnostic as file:line:column: code: message, in a folder and in a zip", async () => {
    const files = { "a/bad.yml": BAD_RULE, "many.yaml": MANY, "broken.yml": "title: [", "note.txt": "no rule" };
    const pack = put("mixed.zip", await zip(files));
    const { status, lines, summary } = await callout("rules", "check", pack, RULES);
    expect(status).toBe(1);
    const read = lines.map(
      (line) => /^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<code>[a-z][a-z0-9-]*): (?<message>.+)$/.exec(line)?.groups,
    );
    expect(read.filter((groups) => groups === undefined)).toEqual([]);
    const found = read.map((groups) => `${path.relative(pack, groups?.file ?? "")}:${groups?.line} ${groups?.code}`);
    expect(found.sort()).toEqual([
      "a/bad.yml:6 unknown-modifier",
      "broken.yml:1 bad-yaml",
      "many.yaml:5 undefined-identifier",
      "many.yaml:8 no-source",
    ]);
    expect(summary).toEqual(SUMMARY);
    expect(summary).toMatchObject({ files: 0, rules: { loaded: { sigma: 18 }, rejected: { sigma: 3, eql: 0, kql: 0 } } });
  });

  test("rules that can all be used end with status 0 and not a word", async () => {
    const { status, lines } = await callout("rules", "check", RULES);
    expect([status, lines]).toEqual([0, []]);
  });
});

describe.runIf(hasPublicData)("a folder of event logs under a whole pack, from outside", { timeout: 180_000 }, () => {
  let set = "";
  beforeAll(() => {
    set = inData("01-evtx-attack-samples");
  });

  test("finds every expected hit by its EVTX record id, and none else", async () => {
    const files = expectedFiles("01-evtx-attack-samples");
    const pack = inData("10-rule-packs/sigmahq-8eaafff1.zip");
    const { status, lines, summary } = await callout(
      "scan",
      "--rules",
      pack,
      "--threads",
      "2",
      ...files.map(({ name }) => path.join(set, name)),
    );
    // The rules that need a site's own values are refused, and named.
    expect(status).toBe(1);
    expect(summary).toMatchObject({ files: 54, events: 681, faults: 0, rules: { loaded: { sigma: 3_752 }, rejected: { sigma: 25 } } });
    const found = findings(lines).flatMap(({ rule, evidence }) =>
      evidence.map(({ file, record }) => `${path.relative(set, file)} ${rule.id} ${record}`),
    );
    const wanted = files.flatMap(({ name, records }) =>
      Object.entries(records ?? {}).flatMap(([rule, numbers]) => numbers.map((record) => `${name} ${rule} ${record}`)),
    );
    expect(found.sort()).toEqual(wanted.sort());
    expect(wanted).toHaveLength(327);
  });
});
