import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { normalise } from "#core/normalise/normalise";
import { disconnect, pool } from "#lib/db/client";
import { instant } from "#lib/db/instant";
import { severalStory } from "../testing/several-story.ts";
import { listSiblings } from "./data.ts";

afterAll(disconnect);

test("rules of the same log source say whether they fired, or the first predicate that failed", async () => {
  const scope = randomUUID();
  const time = "2026-01-05T08:00:00.000Z";
  const event = normalise(
    {
      position: { file: "x.evtx", record: 1 },
      shape: "windows-event",
      body: {
        System: {
          Provider: { Name: "Microsoft-Windows-Sysmon" },
          EventID: 3,
          Channel: "Microsoft-Windows-Sysmon/Operational",
          Computer: "h",
          TimeCreated: { SystemTime: time },
        },
        EventData: { Image: "C:\\MSBuild.exe", Initiated: "true", DestinationIp: "8.8.8.8", DestinationPort: "8443", ProcessId: "7" },
      },
    },
    { receivedAt: Date.parse(time) * 1000 },
  );
  if ("kind" in event) throw new Error(event.detail);
  const rules = [
    ["fires", "8443", true],
    ["misses", "443", true],
    ["disabled", "8443", false],
  ] as const;
  const ids = rules.map(() => randomUUID());
  for (const [n, [name, port, enabled]] of rules.entries()) {
    const source = `title: ${name} ${scope}\nid: ${ids[n]}\nlogsource:\n  category: network_connection\n  product: windows\ndetection:\n  selection:\n    Image|endswith: '\\msbuild.exe'\n    DestinationPort: ${port}\n  condition: selection\nlevel: high\n`;
    await pool().query(
      `INSERT INTO rule (id, title, language, severity, severity_rank, tags, log_source, source, file_name, enabled, updated_at)
       VALUES ($1, $2, 'sigma', 'high', 3, '{}', $3, $4, 'r.yml', $5, now())`,
      [ids[n], `${name} ${scope}`, `test ${scope}`, source, enabled],
    );
  }
  const own = randomUUID();
  await pool().query(
    `INSERT INTO rule (id, title, language, severity, severity_rank, tags, log_source, source, file_name, enabled, updated_at)
     VALUES ($1, 'own', 'sigma', 'high', 3, '{}', $2, '', 'r.yml', true, now())`,
    [own, `test ${scope}`],
  );
  const siblings = await listSiblings({ event, at: instant(event.timestamp) }, { ruleId: own, processName: "MSBuild.exe" });
  expect(siblings.map((rule) => [rule.title, rule.fired])).toEqual([
    [`fires ${scope}`, true],
    [`misses ${scope}`, false],
  ]);
  expect(siblings[1]?.failed).toMatchObject({ held: false, field: "DestinationPort", value: "8443" });
});

test("a sequence says that the event is one of its events, that it fired with it, or which predicate of its first step failed", async () => {
  const story = await severalStory();
  const call = await story.connect("ws", 7, 5, "203.0.113.7");
  const newest = { event: call.event, at: instant(call.event.timestamp) };
  const insert = async (id: string, title: string, language: string, source: string): Promise<void> => {
    await pool().query(
      `INSERT INTO rule (id, title, language, severity, severity_rank, tags, log_source, source, file_name, enabled, updated_at)
       VALUES ($1, $2, $3, 'high', 3, '{}', $4, $5, 'r.eql', true, now())`,
      [id, title, language, `test ${story.scope}`, source],
    );
  };
  const sequence = (id: string, first: string, second: string): string =>
    `// id: ${id}\nsequence by process.entity_id [process where process.name : "${first}"] [network where process.name : "${second}"]\n`;
  const [part, apart] = [randomUUID(), randomUUID()];
  await insert(story.rule, "a fired", "eql", sequence(story.rule, "msbuild.exe", "msbuild.exe"));
  await insert(part, "b part", "eql", sequence(part, "msbuild.exe", "msbuild.exe"));
  await insert(apart, "c apart", "eql", sequence(apart, "msbuild.exe", "other.exe"));
  const own = randomUUID();
  await insert(own, "own", "sigma", "");
  await story.raise(await story.finding([await story.start("ws", 7, 0), call], { group: { key: "x" }, silencing: "any" }));
  const siblings = await listSiblings(newest, { ruleId: own, processName: "MSBuild.exe" });
  expect(siblings.map(({ title, fired, isPart, failed }) => [title, fired, isPart, failed === null])).toEqual([
    ["a fired", true, true, true],
    ["b part", false, true, true],
    ["c apart", false, false, false],
  ]);
});
