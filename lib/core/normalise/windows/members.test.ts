import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBatches, isFault } from "../../decode/decode.ts";
import { foldLocated, LOCATED, type RawBytes } from "../../decode/located.ts";
import { bufferSource } from "../../decode/source.ts";
import type { Event } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import { normalise } from "../normalise.ts";

async function events(bytes: Uint8Array, lazy: boolean): Promise<readonly Event[]> {
  const found: Event[] = [];
  for await (const batch of decodeBatches(bufferSource(bytes), { file: "f", lazy })) {
    for (const item of batch) {
      const event = isFault(item) ? item : normalise(item, { receivedAt: 1_000_000 });
      if (!("kind" in event)) found.push(event);
    }
  }
  return found;
}

const NAMES = [
  ...[
    "EventID",
    "EventId",
    "Channel",
    "SourceName",
    "Provider",
    "Provider_Name",
    "Hostname",
    "Computer",
    "ComputerName",
    "EventLog",
    "EventType",
    "Image",
  ],
  ...[
    "CommandLine",
    "UtcTime",
    "TimeCreated",
    "EventTime",
    "@timestamp",
    "RecordNumber",
    "EventRecordID",
    "Message",
    "RenderedDescription",
  ],
  ...[
    "Level",
    "EventLevel",
    "ProcessID",
    "ExecutionProcessID",
    "NewProcessName",
    "ParentProcessName",
    "Threat Name",
    "Path",
    "EventData",
    "Keywords",
  ],
];
const ASKED = [...NAMES, "ThreatName", "Signature", "Filename", "ParentImage", "Provider_Name", "nothing", "toString"];
const value = fc.oneof(
  fc.constantFrom<(string | number | null | boolean)[]>(
    "Security",
    "Microsoft-Windows-Sysmon/Operational",
    "RPCFW",
    "rpcfw",
    "",
    "-",
    null,
    true,
    1,
    12,
    4688,
    "1",
    "0x1",
  ),
  fc.constantFrom(
    "CreateKey",
    "C:\\Windows\\é.exe",
    "2021-03-04 05:06:07.123",
    "2021-03-04T05:06:07.1Z",
    '{"Image":"inner"}',
    "ws-07",
    '"quoted"\r\n',
  ),
);
const row = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { selector: ([name]) => name, maxLength: 14 })
  .map((members) => Object.fromEntries(members));

test("a Windows row left as bytes is the same event as the parsed row", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
      const bytes = Buffer.from(
        `${JSON.stringify({ EventID: 1, Channel: "Security" })}\n${rows.map((item) => JSON.stringify(item)).join("\n")}\n`,
      );
      const [lazy, eager] = [await events(bytes, true), await events(bytes, false)];
      expect(lazy.length).toBe(eager.length);
      for (const [at, event] of lazy.entries()) {
        const other = eager[at];
        if (!other) continue;
        for (const name of ASKED) {
          const field = fieldRef("sigma", name);
          expectPlace(event, name, other.get(field));
          expect([name, event.get(field)]).toEqual([name, other.get(field)]);
        }
        const whole = ({ id, class: kind, source, timestamp, timestampQuality, host, fields, storedFields, warnings }: Event) => ({
          id,
          kind,
          source,
          timestamp,
          timestampQuality,
          host,
          fields,
          storedFields,
          warnings,
        });
        expect(whole(event)).toEqual(whole(other));
        expect([...event.texts()]).toEqual([...other.texts()]);
      }
    }),
    { numRuns: 1_500 },
  );
});

function expectPlace(event: Event, name: string, expected: ReturnType<Event["get"]>): void {
  const place: RawBytes = { bytes: new Uint8Array(), view: new DataView(new ArrayBuffer(0)), start: 0, end: 0 };
  const located = event.locate?.(fieldRef("sigma", name), place) ?? LOCATED.elsewhere;
  if (located === LOCATED.elsewhere) return;
  if (located === LOCATED.foreign) {
    expect([name, JSON.parse(Buffer.from(place.bytes.subarray(place.start - 1, place.end + 1)).toString())]).toEqual([name, expected]);
    return;
  }
  if (located === LOCATED.absent) {
    expect([name, expected ?? undefined]).toEqual([name, undefined]);
    return;
  }
  const written = Buffer.from(place.bytes.subarray(place.start, place.end)).toString();
  expect([name, typeof expected === "number" ? Number(written) : JSON.parse(`"${written}"`)]).toEqual([name, expected]);
  const room = new Uint8Array(256);
  const folded = Buffer.from(room.subarray(0, foldLocated(located, place, room, new DataView(room.buffer), 0))).toString("latin1");
  expect([name, folded]).toEqual([name, String(expected).toLowerCase()]);
}
