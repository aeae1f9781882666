import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, isFault } from "../decode/decode.ts";
import type { Event, EventFields } from "../event/event.ts";
import { MENTION_FIELDS, STORED_FIELDS } from "../event/stored-fields.ts";
import type { JsonObject } from "../event/value.ts";
import { processMentions } from "../process/mentions.ts";
import { eventOf, evtxBody, securityBody } from "./testing/event-of.ts";

const chosen = (fields: EventFields): EventFields =>
  Object.fromEntries(STORED_FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));

/** Asked for its stored fields before anything else, so that they are made on their own. */
function expectSame(body: JsonObject, shape: "json" | "windows-event" = "json"): void {
  const event = eventOf(body, shape);
  const stored = chosen(event.storedFields);
  expect(stored).toEqual(chosen(event.fields));
}

const GUIDS = ["{b669e388-4a98-5ee0-1704-000000000300}", "{00000000-0000-0000-0000-000000000000}", "-", "x"];
const value = fc.constantFrom(
  "",
  "-",
  "C:\\a b\\c.exe",
  "CORP\\ann",
  "NT AUTHORITY\\SYSTEM",
  "0x1f4",
  "500",
  "nonsense",
  "true",
  "false",
  "udp",
  ...GUIDS,
);
const address = fc.constantFrom("10.1.2.3", "::ffff:52.97.146.1", "bad", "", "fe80::1");
const names = [
  ...[
    "ProcessGuid",
    "ProcessId",
    "Image",
    "User",
    "CommandLine",
    "IntegrityLevel",
    "OriginalFileName",
    "ParentProcessGuid",
    "ParentProcessId",
  ],
  ...["ParentImage", "ParentCommandLine", "ParentUser", "SourceProcessGUID", "SourceProcessId", "SourceImage", "SourceUser", "TargetUser"],
  ...[
    "TargetProcessGUID",
    "TargetProcessId",
    "TargetImage",
    "Protocol",
    "Initiated",
    "Direction",
    "SourcePort",
    "DestinationPort",
    "DestPort",
  ],
  ...["NewProcessId", "NewProcessName", "ProcessName", "SubjectUserName", "SubjectDomainName", "TargetUserName", "TargetDomainName"],
  ...["ParentProcessName", "MandatoryLabel", "Application", "ProcessID", "TargetObject", "Details", "QueryResults", "SignatureStatus"],
];
const data = fc
  .record(
    {
      ...Object.fromEntries(names.map((name) => [name, value])),
      Hashes: fc.constantFrom(`SHA256=${"a".repeat(64)}`, "MD5=0", "none"),
      ...Object.fromEntries(["SourceIp", "DestinationIp", "SourceAddress", "DestAddress"].map((name) => [name, address])),
    },
    { requiredKeys: [] },
  )
  .map((record): JsonObject => ({ ...record }));

describe("stored fields are those of the whole document", () => {
  test.each([1, 3, 5, 7, 8, 10, 11, 13, 18, 22])("of Sysmon %d", (eventId) => {
    fc.assert(fc.property(data, (members) => expectSame(evtxBody(eventId, members), "windows-event")));
  });

  test.each([4624, 4688, 4689, 5156, 4104])("of Security %d", (eventId) => {
    fc.assert(fc.property(data, (members) => expectSame(securityBody(eventId, members), "windows-event")));
  });

  test("of a record that a shipper has mapped already", () => {
    fc.assert(
      fc.property(data, value, (members, name) =>
        expectSame({
          winlog: { channel: "Microsoft-Windows-Sysmon/Operational", event_id: 3, event_data: members, computer_name: "ws" },
          process: { name, entity_id: GUIDS[0] ?? "", pid: 7, parent: { name } },
          source: { ip: "10.0.0.1" },
          destination: { ip: "52.97.146.1", port: 443 },
          network: { direction: "egress" },
          event: { action: name },
        }),
      ),
    );
  });
});

test("processes are told from the mention fields alone", () => {
  const known: ReadonlySet<string> = new Set(MENTION_FIELDS);
  const guarded = (event: Event): Event =>
    Object.create(event, {
      storedFields: {
        value: new Proxy(event.storedFields, {
          get(fields, name) {
            if (!known.has(String(name))) throw new Error(`reads ${String(name)}`);
            return Reflect.get(fields, name);
          },
        }),
      },
      fields: {
        get() {
          throw new Error("reads the whole document");
        },
      },
    });
  for (const body of [
    evtxBody(1, { ProcessGuid: GUIDS[0] ?? "", ProcessId: "5" }),
    securityBody(4688, { NewProcessId: "0x5", ProcessId: "0x4" }),
  ]) {
    const event = eventOf(body, "windows-event");
    expect(processMentions(guarded(event))).toEqual(processMentions(event));
  }
});

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const files = (folder: string, ends: string): readonly string[] =>
  existsSync(path.join(DATA, folder))
    ? readdirSync(path.join(DATA, folder), { encoding: "utf8", recursive: true }).flatMap((name) =>
        name.endsWith(ends) ? [path.join(DATA, folder, name)] : [],
      )
    : [];
const captures = [
  ...files("03-security-datasets", ".zip").filter((_file, index) => index % 8 === 0),
  ...files("09-derived-seeds", ".ndjson"),
  ...files("08-mde", ".ndjson"),
];

test.runIf(captures.length > 0).each(captures)("real records agree: %s", async (file) => {
  const bytes = readFileSync(file);
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    stream: async function* () {
      yield bytes;
    },
  };
  let records = 0;
  for await (const item of decode(source, { file })) {
    if (isFault(item)) continue;
    records++;
    expectSame(item.body, item.shape === "windows-event" ? "windows-event" : "json");
  }
  expect(records).toBeGreaterThan(0);
});
