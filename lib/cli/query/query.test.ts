import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../usage.ts";
import { readQueryCommand } from "./command.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
let folder = "";
const put = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

function callout(...args: readonly string[]): Promise<{ status: number; lines: readonly unknown[]; said: readonly string[] }> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", path.join(ROOT, "lib/cli/callout.ts"), "query", ...args];
    const child = execFile(process.execPath, command, { cwd: ROOT }, (_, out, err) => {
      const lines =
        out === ""
          ? []
          : out
              .trimEnd()
              .split("\n")
              .map((line): unknown => JSON.parse(line));
      resolve({ status: child.exitCode ?? -1, lines, said: err.trimEnd().split("\n") });
    });
  });
}

let documents = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "callout-query-"));
  const at = (second: number) => `2026-03-09T09:00:0${second}.000Z`;
  const event = (second: number, category: string, name: string, id: string) => ({
    "@timestamp": at(second),
    event: { category: [category], type: ["start"] },
    ecs: { version: "8.11.0" },
    host: { name: "ws1" },
    process: { name, entity_id: id },
  });
  const items = [event(1, "process", "MSBuild.exe", "a"), event(2, "network", "msbuild.exe", "a"), event(3, "network", "msbuild.exe", "b")];
  documents = put("events.ndjson", items.map((item) => JSON.stringify(item)).join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("query --language eql", () => {
  const sequence = 'sequence by process.entity_id [process where process.name : "msbuild.exe"] [network where true]';

  test("writes one object a match, with its events and join keys", async () => {
    const { status, lines, said } = await callout("--language", "eql", sequence, documents);
    const place = (record: number) => ({ event_id: expect.any(String), file: documents, record });
    expect([status, lines]).toEqual([0, [{ events: [place(1), place(2)], join_keys: ["a"] }]]);
    expect(JSON.parse(said.at(-1) ?? "")).toMatchObject({ files: 1, records: 3, events: 3, faults: 0, matches: 1 });
  });

  test("reads the query from a file, and leaves the place of a missing event empty", async () => {
    const query = put(
      "q.eql",
      "sequence by process.entity_id with maxspan=5s [process where true] ![file where true] [network where true]",
    );
    const { lines } = await callout("--language=eql", `@${query}`, documents);
    expect(lines).toMatchObject([{ events: [{ record: 1 }, { missing: true }, { record: 2 }] }]);
  });

  test("answers a batch line by line, errors with their place among them", async () => {
    const asked = [
      { id: "a", query: "any where true | head 2" },
      { id: 2, query: "process where\n  nme ==" },
      { id: "c", query: 'process where process.name == "msbuild.exe"' },
      { id: "d", query: "any where true | unique_count event.category" },
    ];
    const batch = put("batch.ndjson", asked.map((line) => JSON.stringify(line)).join("\n"));
    const { status, lines } = await callout("--language", "eql", "--batch", batch, documents);
    expect(status).toBe(1);
    expect(lines).toMatchObject([
      { id: "a", matches: [{ events: [{ record: 1 }] }, { events: [{ record: 2 }] }] },
      { id: 2, error: { code: "bad-syntax", line: 2, column: 9 } },
      { id: "c", matches: [] },
      { id: "d", matches: [{ count: 1 }, { count: 2 }] },
    ]);
  });

  test("a file that is not there is named, and the others are still read", async () => {
    const { status, lines, said } = await callout("--language", "eql", "process where true", path.join(folder, "none"), documents);
    expect([status, lines.length]).toEqual([1, 1]);
    expect(said[0]).toContain("unreadable");
  });
});

test.each([
  [[]],
  [["--language", "eql"]],
  [["--language", "eql", "any where true"]],
  [["--language", "sql", "q", "f"]],
  [["--language", "eql", "--batch", "b"]],
  [["--language", "eql", "--nope", "q", "f"]],
  [["--language", "eql", "--dialect", "other", "q", "f"]],
])("%j is wrong usage", (args) => {
  expect(() => readQueryCommand(args)).toThrow(UsageError);
});
