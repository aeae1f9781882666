import { expect, test } from "vitest";
import { EVENT_CLASSES } from "../event/class.ts";
import { type Story, summarise } from "./summary.ts";

const S = 1_000_000;
const connection: Story = { class: "network_connection", process: "MSBuild.exe", direction: "egress" };
const remote = { address: "198.51.100.7", port: 8443 };

test.each<[string, Story, string]>([
  [
    "everything known",
    {
      ...connection,
      ancestors: ["cmd.exe", "WINWORD.EXE"],
      remote: { ...remote, context: { address: "198.51.100.7", kind: "public", asn: 64500, organization: "Example Net", country: "RO" } },
      startedAt: 10 * S,
      at: 11.8 * S,
      user: "CORP\\ann",
      host: "WS-07",
    },
    "MSBuild.exe (started by WINWORD.EXE via cmd.exe) connected to 198.51.100.7:8443 (AS64500 Example Net, RO) 1.8 s after it started, as CORP\\ann on WS-07.",
  ],
  ["nothing known", { class: "network_connection" }, "A process made a network connection."],
  ["a parent", { ...connection, remote, ancestors: ["cmd.exe"] }, "MSBuild.exe (started by cmd.exe) connected to 198.51.100.7:8443."],
  [
    "a long line of ancestors",
    { ...connection, remote, ancestors: ["cmd.exe", "powershell.exe", "WINWORD.EXE", "explorer.exe"] },
    "MSBuild.exe (started by WINWORD.EXE via powershell.exe and cmd.exe) connected to 198.51.100.7:8443.",
  ],
  ["an incoming connection", { ...connection, direction: "ingress", remote }, "MSBuild.exe accepted a connection from 198.51.100.7:8443."],
  [
    "a private address",
    { ...connection, remote: { address: "10.0.0.5", port: 80, context: { address: "10.0.0.5", kind: "private" } } },
    "MSBuild.exe connected to 10.0.0.5:80 (private).",
  ],
  [
    "an address nobody knows",
    { ...connection, remote: { ...remote, context: { address: "x", kind: "public" } } },
    "MSBuild.exe connected to 198.51.100.7:8443.",
  ],
  [
    "a country alone",
    { ...connection, remote: { ...remote, context: { address: "x", kind: "public", country: "RO" } } },
    "MSBuild.exe connected to 198.51.100.7:8443 (RO).",
  ],
  ["IPv6 in brackets", { ...connection, remote: { address: "2001:db8::1", port: 443 } }, "MSBuild.exe connected to [2001:db8::1]:443."],
  ["a name", { ...connection, remote: { ...remote, domain: "cdn.example" } }, "MSBuild.exe connected to cdn.example at 198.51.100.7:8443."],
  ["a name alone", { ...connection, remote: { domain: "cdn.example" } }, "MSBuild.exe connected to cdn.example."],
  ["at once", { ...connection, remote, startedAt: S, at: S + 10 }, "MSBuild.exe connected to 198.51.100.7:8443 as soon as it started."],
  [
    "minutes later",
    { ...connection, remote, startedAt: 0, at: 300 * S },
    "MSBuild.exe connected to 198.51.100.7:8443 5 min after it started.",
  ],
  ["a clock that runs backwards", { ...connection, remote, startedAt: 2 * S, at: S }, "MSBuild.exe connected to 198.51.100.7:8443."],
  ["several times", { ...connection, remote, count: 12, host: "WS-07" }, "MSBuild.exe connected to 198.51.100.7:8443, 12 times, on WS-07."],
  [
    "a start",
    { class: "process_creation", process: "a.exe", ancestors: ["b.exe"], startedAt: 1, at: 1 },
    "a.exe (started by b.exe) started.",
  ],
  ["a file", { class: "file_event", process: "a.exe", object: "C:\\x.dll" }, "a.exe created C:\\x.dll."],
  ["an object with a dollar", { class: "pipe_created", process: "a.exe", object: "\\$&x" }, "a.exe created the pipe \\$&x."],
  [
    "an unknown host",
    { class: "dns_query", process: "a.exe", object: "c2.example", host: "unknown" },
    "a.exe asked for the name c2.example.",
  ],
  ["a remote logon", { class: "logon", process: "lsass.exe", remote: { address: "10.0.0.9" } }, "lsass.exe logged on from 10.0.0.9."],
])("%s", (_, story, sentence) => {
  expect(summarise(story)).toBe(sentence);
});

test.each(EVENT_CLASSES)("%s makes a sentence with and without an object", (name) => {
  for (const story of [{ class: name }, { class: name, object: "X" }] as const) {
    expect(summarise(story)).toMatch(/^A process [^ ].*\.$/);
    expect(summarise(story)).not.toContain("OBJECT");
  }
});

test("a very long object is cut short", () => {
  expect(summarise({ class: "file_event", object: "x".repeat(5_000) }).length).toBeLessThan(160);
});
