import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "@playwright/test";
import { file, zipped } from "./fixtures/archive.ts";
import { type Desk, desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { evtxOf } from "./fixtures/evtx.ts";
import { forgetPeak, peakMemory, serverProcesses } from "./fixtures/processes.ts";
import { test } from "./pages/console.ts";

/** A log of `count` connections, one alert's worth. */
function logOf(count: number): Desk {
  const machine = desk(newHost("BAD"));
  const process = machine.known(MSBUILD);
  const address = newAddress();
  for (let index = 0; index < count; index++) machine.connect(process, address, 8443);
  return machine;
}

/** The first record, something else, the second record. */
function between(log: Desk, middle: Buffer) {
  const [first = "", second = ""] = log.ndjson().split("\n");
  return file(`${log.host}.ndjson`, Buffer.concat([Buffer.from(`${first}\n`), middle, Buffer.from(`\n${second}\n`)]));
}

const timeOf = (log: Desk, index: number): string => String(log.records.at(index)?.UtcTime).slice(0, 19);
const CHUNK = 65_536;
const EVTX_HEADER = 4_096;

test.afterEach(async ({ request }) => {
  expect(await (await request.get("/api/health")).json()).toMatchObject({ status: "ok" });
});

test("an EVTX file that ends in the middle keeps every record before the end", async ({ console }) => {
  const log = logOf(50);
  const whole = evtxOf(log);
  await console.ingests.load(file(`${log.host}.evtx`, whole.subarray(0, EVTX_HEADER + 2 * CHUNK + 2_000)));
  await expect(console.ingests.fault("truncated")).toHaveCount(1);
  expect(Number(await console.ingests.count("Stored").innerText())).toBeGreaterThanOrEqual(40);
  await expect(console.ingests.count("First event")).toHaveText(new RegExp(timeOf(log, 0)));
  await console.queue.open({ host: log.host });
  await expect(console.queue.rows).toHaveCount(1);
});

test("one flipped bit in an EVTX file costs at most its own record", async ({ console }) => {
  const log = logOf(60);
  const bytes = evtxOf(log);
  // In the middle of the second of three chunks, inside a record.
  const at = EVTX_HEADER + CHUNK + 20_000;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  await console.ingests.load(file(`${log.host}.evtx`, bytes));
  await expect(console.ingests.state).toHaveText("done");
  await expect(console.ingests.faults).not.toHaveCount(0);
  expect(Number(await console.ingests.count("Stored").innerText())).toBeGreaterThanOrEqual(59);
  await expect(console.ingests.count("Last event")).toHaveText(new RegExp(timeOf(log, -1)));
});

test("a zip that lies about a size costs that file, and the next one is read", async ({ console }) => {
  const [liar, honest] = [logOf(3), logOf(2)];
  const zip = await zipped(`${honest.host}.zip`, [file("liar.ndjson", liar.ndjson()), file("honest.ndjson", honest.ndjson())]);
  const directory = zip.buffer.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  zip.buffer.writeUInt32LE(64, directory + 24);
  await console.ingests.load(zip);
  await expect(console.ingests.fault("bad-zip")).toContainText("zip declares");
  await expect(console.ingests.member("honest.ndjson").getByRole("cell")).toHaveText([
    `${honest.host}.zip/honest.ndjson`,
    "ndjson",
    "2",
    "2",
    "0",
    "0",
  ]);
  await expect(console.ingests.hosts).toContainText(honest.host);
});

const MIDDLES: readonly (readonly [what: string, code: string, middle: Buffer])[] = [
  ["10,000-deep JSON", "too-deep", Buffer.from(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`)],
  ["an object 10,000 deep", "too-deep", Buffer.from(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)],
  ["half a record", "not-json", Buffer.from('{"EventID":1,"CommandLine":"cmd.exe /c ')],
  ["something that is no record", "not-an-object", Buffer.from("42")],
];
for (const [what, code, middle] of MIDDLES) {
  test(`${what} between two records costs itself alone`, async ({ console }) => {
    const log = logOf(2);
    await console.ingests.load(between(log, middle));
    await expect(console.ingests.state).toHaveText("done");
    await expect(console.ingests.count("Stored")).toHaveText("2");
    await expect(console.ingests.count("Faults")).toHaveText("1");
    await expect(console.ingests.fault(code).getByRole("cell").nth(1)).toHaveText("2");
    await expect(console.ingests.count("Last event")).toHaveText(new RegExp(timeOf(log, 1)));
  });
}

test("invalid UTF-8 is replaced and reported, and the record kept", async ({ console }) => {
  const log = logOf(2);
  const text = String(JSON.stringify({ ...log.records[0], RecordNumber: 99, Image: "C:\\?.exe" }));
  const [before = "", after = ""] = text.split("?");
  await console.ingests.load(between(log, Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(after)])));
  await expect(console.ingests.count("Stored")).toHaveText("3");
  await expect(console.ingests.fault("invalid-utf8").getByRole("cell").nth(1)).toHaveText("2");
});

test("a text with the character zero in it is kept and shown", async ({ console }) => {
  const machine = desk(newHost("BAD"));
  machine.connect(machine.start(machine.known("C:\\a.exe"), MSBUILD, "msbuild \u0000 zero.csproj"), newAddress(), 8443);
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await expect(console.ingests.count("Stored")).toHaveText("2");
  await expect(console.ingests.count("Faults")).toHaveText("0");
  await console.queue.open({ host: machine.host });
  await expect(console.queue.rows).toContainText("zero.csproj");
});

test("a CSV row with a bad quote costs itself, and says where it stands", async ({ console }) => {
  const host = `${newHost("BAD")}.corp.example`;
  const text = readFileSync(path.join(import.meta.dirname, "fixtures/build-agent.defender.csv"), "utf8");
  const [header, first, second] = text.replaceAll("bld-story-02.corp.example", host).trimEnd().split("\n");
  const bad = `2026-11-02T08:15:06.0000000Z,5b1f0c,${host},Connection"Succ"ess,1.2.3.4,443`;
  await console.ingests.load(file(`${host}.csv`, `${[header, first, bad, second].join("\n")}\n`));
  await expect(console.ingests.count("Stored")).toHaveText("2");
  await expect(console.ingests.fault("bad-csv")).toHaveCount(1);
});

test("a wrong extension does not matter: the format is read from the bytes", async ({ console }) => {
  const log = logOf(2);
  await console.ingests.load(file(`${log.host}.csv`, evtxOf(log)));
  await expect(console.ingests.count("Stored")).toHaveText("2");
  await expect(console.ingests.count("Faults")).toHaveText("0");
});

const NOTHINGS = [
  ["an empty file", "", "empty-file"],
  ["a text file", `Dear colleagues,\n\nthe logs are on the other drive.\n${newHost("Ines")}\n`, "unknown-format"],
  ["a picture", Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.from(newHost("png"))]), "unknown-format"],
] as const;
for (const [what, content, code] of NOTHINGS) {
  test(`${what} ends with a report that says so`, async ({ console }) => {
    await console.ingests.open();
    const name = `${newHost("nothing")}.evtx`;
    await console.ingests.choose([file(name, content)]);
    await console.ingests.follow(name);
    await expect(console.ingests.count("Stored")).toHaveText("0");
    await expect(console.ingests.fault(code)).toHaveCount(1);
  });
}

test("a line of 256 MB is passed over in little memory, and its neighbours are kept", async ({ page, console }) => {
  test.setTimeout(300_000);
  const log = logOf(2);
  const [first = "", second = ""] = log.ndjson().split("\n");
  const folder = mkdtempSync(path.join(os.tmpdir(), "callout-story-"));
  try {
    const target = path.join(folder, `${log.host}.ndjson`);
    const handle = openSync(target, "w");
    writeSync(handle, `${first}\n{"EventID":1,"x":"`);
    for (let written = 0; written < 256; written++) writeSync(handle, Buffer.alloc(1024 * 1024, "x"));
    writeSync(handle, `"}\n${second}\n`);
    closeSync(handle);

    const processes = serverProcesses();
    // Where processes can be seen, both must be: a bound on none would always hold.
    if (process.platform === "linux") expect(processes).toHaveLength(2);
    for (const each of processes) forgetPeak(each);
    const before = processes.map(peakMemory);
    await console.ingests.load(target);
    const growth = processes.map((each, index) => Math.round(peakMemory(each) - (before[index] ?? 0)));
    await expect(console.ingests.count("Stored")).toHaveText("2");
    await expect(console.ingests.fault("record-too-large")).toHaveCount(1);
    await expect(page.getByRole("table", { name: "Faults" }).locator("tbody tr")).toHaveCount(1);
    test.info().annotations.push({ type: "peak memory, MiB above before", description: growth.join(", ") });
    // Who held the line would grow by 256 at least; how late garbage is collected depends on the machine.
    for (const grown of growth) expect(grown).toBeLessThan(192);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
