import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../usage.ts";
import { readKqlCommand } from "./command.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
let folder = "";
const put = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

function callout(...args: readonly string[]): Promise<{ status: number; out: readonly string[]; said: readonly string[] }> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", path.join(ROOT, "lib/cli/callout.ts"), "query", "--language", "kql", ...args];
    const child = execFile(process.execPath, command, { cwd: ROOT }, (_, out, err) => {
      resolve({ status: child.exitCode ?? -1, out: out.trimEnd().split("\n"), said: err.trimEnd().split("\n") });
    });
  });
}

let people = "";
let events = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "callout-kql-"));
  people = put("people.csv", "name,age,seen\nAda,36,2026-03-09T09:00:00Z\nBob,,2026-03-10T09:00:00.5Z\n");
  const row = {
    Timestamp: "2026-03-09T09:00:00.1234567Z",
    DeviceName: "ws1",
    ActionType: "ConnectionSuccess",
    RemoteIP: "8.8.8.8",
    RemotePort: 443,
  };
  events = put("events.ndjson", JSON.stringify({ category: "AdvancedHunting-DeviceNetworkEvents", properties: row }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("query --language kql", () => {
  test("writes one object a row, its columns in order, each type in its own spelling", async () => {
    const query =
      "print d = datetime(2024-01-01), s = 1d + 2h, big = 9223372036854775807, n = real(nan), j = dynamic({'a':[1]}), i = int(null), ['1'] = 'x'";
    const { status, out } = await callout(query);
    expect(status).toBe(0);
    expect(out).toEqual([
      '{"d":"2024-01-01T00:00:00.0000000Z","s":"1.02:00:00","big":"9223372036854775807","n":"NaN","j":{"a":[1]},"i":null,"1":"x"}',
    ]);
  });

  test("reads a file under a table's name, and events under Defender's tables, with --now as the present", async () => {
    const { out } = await callout(
      "--table",
      `people=${people}`,
      "people | where isempty(age) | extend ago = now() - seen",
      "--now",
      "2026-03-11",
    );
    expect(out.map((line): unknown => JSON.parse(line))).toMatchObject([{ name: "Bob", ago: "14:59:59.5000000" }]);
    const network = await callout(
      "DeviceNetworkEvents | where Timestamp > ago(3d) | project TimeGenerated, RemoteIP, RemotePort",
      "--now=2026-03-11",
      events,
    );
    expect(network.out).toEqual(['{"TimeGenerated":"2026-03-09T09:00:00.1234567Z","RemoteIP":"8.8.8.8","RemotePort":443}']);
    expect(JSON.parse(network.said.at(-1) ?? "")).toMatchObject({ files: 1, records: 1, events: 1, faults: 0, rows: 1 });
  });

  test("answers a batch line by line, errors with their place among them", async () => {
    const asked = [
      { id: "a", query: "range x from 1 to 2 step 1" },
      { id: 2, query: "people\n| where nme == 1" },
    ];
    const batch = put("batch.ndjson", asked.map((line) => JSON.stringify(line)).join("\n"));
    const { status, out } = await callout("--batch", batch, `--table=people=${people}`);
    expect(status).toBe(1);
    expect(out.map((line): unknown => JSON.parse(line))).toEqual([
      { id: "a", columns: ["x"], rows: [[1], [2]] },
      { id: 2, error: { code: "unknown-column", message: "there is no column nme; did you mean name?", line: 2, column: 9 } },
    ]);
  });

  test("finds a list under the URL of externaldata, and prints a table for people", async () => {
    const list = put("list.csv", "Domain\nevil.example\n");
    const query = "externaldata(Domain:string)['https://lists.example/a?b=c'] with (ignoreFirstRecord=true)";
    const { out } = await callout("--format", "table", "--table", `https://lists.example/a?b=c=${list}`, query);
    expect(out).toEqual(["Domain", "------------", "evil.example"]);
  });

  test("says where a query is wrong", async () => {
    const { status, said } = await callout("print x = 1 +");
    expect([status, said[0]]).toEqual([1, "query:1:14: syntax: expected an expression, found the end of the query"]);
  });

  test.each([[["--table", "x"]], [["--formt", "json", "print 1"]], [["--format", "xml", "print 1"]], [[]]])("%j is wrong usage", (args) => {
    expect(() => readKqlCommand(args)).toThrow(UsageError);
  });
});
