import { expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { createRuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { sampleLines } from "./sample.ts";

const now = new Date("2026-11-21T15:30:00Z");
const events: readonly Event[] = [...sampleLines(now)].map((line, index) => {
  const event = normalise(
    { position: { file: "sample", record: index + 1 }, shape: "json", body: JSON.parse(line) },
    { receivedAt: now.getTime() * 1_000 },
  );
  if ("kind" in event) throw new Error(event.detail);
  return event;
});

test("the story is the same bytes all day and another the next", () => {
  const at = (time: string) => [...sampleLines(new Date(time))].join("\n");
  expect(at("2026-11-21T00:00:00Z")).toBe(at("2026-11-21T23:59:59Z"));
  expect(at("2026-11-22T00:00:00Z")).not.toBe(at("2026-11-21T23:59:59Z"));
});

test("it is recent, on three hosts, and every event is another", () => {
  expect(events.length).toBeGreaterThan(150);
  expect(events.length).toBeLessThan(400);
  expect(new Set(events.map((event) => event.host.name)).size).toBe(3);
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  for (const event of events) {
    expect(event).toMatchObject({ source: "sysmon", timestampQuality: "ok" });
    expect(event.timestamp).toBeLessThan(now.getTime() * 1_000);
    expect(event.timestamp).toBeGreaterThan((now.getTime() - 2 * 86_400_000) * 1_000);
  }
});

test("the built-in rules find the intrusion, the build server and the installs", async () => {
  const rules = createRuleSet((await loadBuiltInRules()).flatMap((source) => compileFile(source).rules));
  const found = new Set(events.flatMap((event) => rules.match(event).map((rule) => `${event.host.name.split(".")[0]}: ${rule.title}`)));
  expect([...found].sort()).toEqual(
    expect.arrayContaining([
      "BLD-01: MSBuild Connecting to Non-Standard Ports",
      "BLD-01: MSBuild Making Network Connections",
      "WKS-014: MSBuild Connecting to Non-Standard Ports",
      "WKS-014: Office Application Starting a Shell",
      "WKS-022: Msiexec Connecting Over HTTP",
    ]),
  );
});

test("the intrusion's chain is whole: from Outlook over Word and a shell to MSBuild, which starts a compiler", () => {
  const starts = new Map(
    events
      .filter((event) => event.class === "process_creation" && event.host.name.startsWith("WKS-014"))
      .map((event) => [event.fields["callout.process.key"], event.fields]),
  );
  const chain: unknown[] = [];
  let fields = [...starts.values()].find((candidate) => candidate["process.name"] === "csc.exe");
  while (fields) {
    chain.push(fields["process.name"]);
    fields = starts.get(fields["callout.parent.key"]);
  }
  expect(chain).toEqual(["csc.exe", "MSBuild.exe", "cmd.exe", "WINWORD.EXE", "OUTLOOK.EXE"]);
});
