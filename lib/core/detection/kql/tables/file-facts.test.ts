import { describe, expect, test } from "vitest";
import type { Event } from "#core/event/event";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { columnReader, tablesOf } from "./event-row.ts";
import { FILE_HASHES, FILE_SOURCES, fileOf, hashNamed } from "./file-facts.ts";

const SHA1 = `${"a".repeat(39)}1`;
const SHA256 = `${"b".repeat(63)}2`;
const MD5 = `${"c".repeat(31)}3`;
const WRITTEN = `SHA1=${SHA1.toUpperCase()},MD5=${MD5},SHA256=${SHA256},IMPHASH=${"0".repeat(32)}`;

function made(body: JsonObject): Event {
  const event = normalise({ position: { file: "f", record: 1 }, shape: "json", body }, { receivedAt: 0 });
  if ("kind" in event) throw new Error(event.kind);
  return event;
}

const sysmon = (EventID: number, data: JsonObject): Event =>
  made({
    EventID,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    SourceName: "Microsoft-Windows-Sysmon",
    Hostname: "host",
    UtcTime: "2026-03-09 10:00:00.000",
    Image: "C:\\a.exe",
    ...data,
  });

const EVENTS: readonly (readonly [name: string, event: Event])[] = [
  ["a process", sysmon(1, { Hashes: WRITTEN, ProcessId: 4, CommandLine: "a" })],
  ["a library", sysmon(7, { Hashes: WRITTEN, ImageLoaded: "C:\\b.dll", Signed: "true", Signature: "Example", SignatureStatus: "Valid" })],
  ["a deleted file", sysmon(23, { Hashes: `SHA256=${SHA256}`, TargetFilename: "C:\\c.bin", IsExecutable: "true" })],
  ["a stream", sysmon(15, { Hash: `MD5=${MD5},SHA256=${"0".repeat(64)}`, TargetFilename: "C:\\d.txt:Zone.Identifier" })],
  ["a file without a hash", sysmon(11, { TargetFilename: "C:\\e.txt" })],
  ["a hash that is none", sysmon(1, { Hashes: "SHA1=xyz,SHA256=", CommandLine: "a" })],
  [
    "Defender's row",
    made({
      category: "AdvancedHunting-DeviceFileEvents",
      properties: { Timestamp: "2026-03-09T10:00:00Z", DeviceName: "h", ActionType: "FileCreated", SHA1: SHA1.toUpperCase(), FileSize: 7 },
    }),
  ],
  ["another row", sysmon(3, { DestinationIp: "203.0.113.1" })],
];

describe("the file of an event", () => {
  test.each(EVENTS)("%s: hashes are those of its row", (_, event) => {
    const source = FILE_SOURCES.find(({ table }) => tablesOf(event).includes(table));
    const told = FILE_HASHES.flatMap((name) => {
      const value = source && columnReader({ name, type: "string" }, source.table)(event);
      const text = typeof value === "string" ? value.toLowerCase() : "";
      return hashNamed(text) === name ? [[name, text]] : [];
    });
    expect(Object.fromEntries(Object.entries(fileOf(event)?.hashes ?? {}))).toEqual(Object.fromEntries(told));
  });

  test("has the facts of all rows that the event is", () => {
    const library = EVENTS.find(([name]) => name === "a library")?.[1];
    expect(Object.fromEntries((library && fileOf(library)?.facts()) ?? [])).toEqual({
      ...{ SHA1, SHA256, MD5, IsExecutable: true },
      ...{ Signer: "Example", SignatureState: "SignedValid", IsCertificateValid: true },
    });
  });

  test("is named by what has the length and the digits of a hash alone", () => {
    expect([SHA256, SHA1, MD5, "", "g".repeat(32), "a".repeat(33), SHA1.toUpperCase()].map(hashNamed)).toEqual([
      ...["SHA256", "SHA1", "MD5"],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});
