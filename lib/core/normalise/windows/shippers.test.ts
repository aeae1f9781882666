import { describe, expect, test } from "vitest";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { JsonObject } from "../../event/value.ts";
import { ask, eventOf, evtxBody, RECEIVED, securityBody } from "../testing/event-of.ts";

const DATA = {
  UtcTime: "2026-03-09 09:00:00.120",
  ProcessGuid: "{b669e388-4a98-5ee0-1704-000000000300}",
  ProcessId: "4863",
  Image: "C:\\Windows\\MSBuild.exe",
  DestinationIp: "198.51.100.7",
  DestinationPort: "443",
  Initiated: "true",
};
const CHANNEL = "Microsoft-Windows-Sysmon/Operational";
const PROVIDER = "Microsoft-Windows-Sysmon";
const COMPUTER = "WS-07.corp.example";

/** One event by every road: the collector's own host and times must not show. */
const ROADS: { readonly [road: string]: JsonObject } = {
  evtx: evtxBody(3, DATA),
  "evtx as JSON": {
    Event: {
      "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
      System: {
        Provider: { "#attributes": { Name: PROVIDER } },
        EventID: { "#attributes": { Qualifiers: "" }, "#text": 3 },
        TimeCreated: { "#attributes": { SystemTime: "2026-03-09T09:00:00.1234567Z" } },
        EventRecordID: 77,
        Channel: CHANNEL,
        Computer: COMPUTER,
      },
      EventData: DATA,
    },
  },
  xmltodict: {
    Event: {
      "@xmlns": "http://schemas.microsoft.com/win/2004/08/events/event",
      System: {
        Provider: { "@Name": PROVIDER },
        EventID: "3",
        TimeCreated: { "@SystemTime": "2026-03-09T09:00:00.1234567Z" },
        EventRecordID: "77",
        Channel: CHANNEL,
        Computer: COMPUTER,
      },
      EventData: { Data: Object.entries(DATA).map(([name, text]) => ({ "@Name": name, "#text": text })) },
    },
  },
  NXLog: {
    ...DATA,
    EventTime: "2026-03-09 05:00:00",
    "@timestamp": "2026-03-09T09:00:04.000Z",
    host: "wec.internal",
    Hostname: COMPUTER,
    Channel: CHANNEL,
    SourceName: PROVIDER,
    EventID: 3,
    RecordNumber: 77,
    EventType: "INFO",
    ExecutionProcessID: 3320,
  },
  "flattened under Sigma's names": {
    ...DATA,
    EventTime: "2026-03-09 05:00:00",
    Computer: COMPUTER,
    Channel: CHANNEL,
    Provider_Name: PROVIDER,
    EventID: 3,
    EventRecordID: 77,
  },
  "winlogbeat 6": {
    "@timestamp": "2026-03-09T09:00:00.123Z",
    host: { name: "WECserver" },
    user: { name: "SYSTEM", domain: "NT AUTHORITY" },
    event_id: 3,
    log_name: CHANNEL,
    source_name: PROVIDER,
    computer_name: COMPUTER,
    record_number: "77",
    event_data: DATA,
  },
  "winlogbeat 8": {
    "@timestamp": "2026-03-09T09:00:00.123Z",
    agent: { type: "winlogbeat", id: "x" },
    host: { name: "WECserver" },
    event: { code: "3", provider: PROVIDER, created: "2026-03-09T09:00:30Z" },
    winlog: { channel: CHANNEL, event_id: "3", provider_name: PROVIDER, computer_name: COMPUTER, record_id: 77, event_data: DATA },
  },
  "winlogbeat 8, dotted": {
    "@timestamp": "2026-03-09T09:00:00.123Z",
    "winlog.channel": CHANNEL,
    "winlog.event_id": "3",
    "winlog.provider_name": PROVIDER,
    "winlog.computer_name": COMPUTER,
    "winlog.record_id": 77,
    ...Object.fromEntries(Object.entries(DATA).map(([name, value]) => [`winlog.event_data.${name}`, value])),
  },
  "Elasticsearch export": {
    _index: "winlogbeat-8",
    _id: "abc",
    _source: {
      "@timestamp": "2026-03-09T09:00:00.123Z",
      winlog: { channel: CHANNEL, event_id: 3, provider_name: PROVIDER, computer_name: COMPUTER, record_id: "77", event_data: DATA },
    },
  },
  "Sentinel WindowsEvent": {
    TimeGenerated: "2026-03-09T09:00:00.123Z",
    Type: "WindowsEvent",
    Provider: PROVIDER,
    Channel: CHANNEL,
    Computer: COMPUTER,
    EventID: 3,
    EventRecordId: "77",
    EventData: JSON.stringify(DATA),
  },
};

describe.each(Object.entries(ROADS))("%s", (road, body) => {
  const event = eventOf(body, road === "evtx" ? "windows-event" : "json");

  test("is the same event", () => {
    const reference = eventOf(ROADS.evtx ?? {}, "windows-event");
    expect([event.source, event.class, event.host.key, formatTimestamp(event.timestamp), event.timestampQuality]).toEqual([
      "sysmon",
      "network_connection",
      "ws-07.corp.example",
      "2026-03-09T09:00:00.120Z",
      "ok",
    ]);
    expect(event.id).toBe(reference.id);
  });

  test("answers Sigma and ECS", () => {
    expect(
      ["Image", "DestinationPort", "EventID", "Channel", "Provider_Name", "Computer"].map((name) => ask(event, "sigma", name)),
    ).toEqual([DATA.Image, "443", 3, CHANNEL, PROVIDER, COMPUTER]);
    expect(["process.name", "destination.port", "host.name", "callout.remote.ip"].map((name) => ask(event, "ecs", name))).toEqual([
      "MSBuild.exe",
      443,
      COMPUTER,
      "198.51.100.7",
    ]);
    expect(ask(event, "ecs", "winlog.event_data.Image")).toBe(DATA.Image);
  });
});

test("a winlogbeat document whose event_data the pipeline consumed still answers Sigma names", () => {
  const event = eventOf({
    "@timestamp": "2026-03-09T09:00:00.120Z",
    event: { code: "3", category: ["network"], action: "Network connection" },
    host: { name: "ws-07" },
    network: { direction: "egress", transport: "tcp" },
    process: { entity_id: DATA.ProcessGuid, executable: DATA.Image, name: "MSBuild.exe", pid: 4863 },
    source: { ip: "10.0.0.5", port: 50000 },
    destination: { ip: "198.51.100.7", port: 443 },
    winlog: { channel: CHANNEL, event_id: "3", provider_name: PROVIDER, computer_name: COMPUTER, record_id: "77", event_data: {} },
  });
  expect(["Image", "Initiated", "DestinationPort", "DestinationIp"].map((name) => ask(event, "sigma", name))).toEqual([
    DATA.Image,
    "true",
    "443",
    "198.51.100.7",
  ]);
  expect(event.fields["callout.process.key"]).toBe("sysmon:b669e388-4a98-5ee0-1704-000000000300");
  expect(event.fields["callout.remote.ip"]).toBe("198.51.100.7");
  expect(event.id).toBe(eventOf(ROADS.evtx ?? {}, "windows-event").id);
});

describe("time", () => {
  const at = (body: JsonObject, shape: "json" | "windows-event" = "json") => {
    const event = eventOf(body, shape);
    return [formatTimestamp(event.timestamp), event.timestampQuality];
  };
  test.each([
    ["a UtcTime 300 s off is still Sysmon's", "2026-03-09 08:55:00.124", "2026-03-09T08:55:00.124Z", "ok"],
    ["a UtcTime further off gives way to the log service", "2026-03-09 08:54:59.000", "2026-03-09T09:00:00.123456Z", "skewed"],
    ["an unreadable UtcTime", "soon", "2026-03-09T09:00:00.123456Z", "ok"],
  ])("%s", (_, utcTime, expected, quality) => {
    expect(at(evtxBody(3, { UtcTime: utcTime }), "windows-event")).toEqual([expected, quality]);
  });

  const flat = { EventID: 5156, Channel: "Security", Hostname: "h" };
  test.each([
    [
      "NXLog's local EventTime yields to @timestamp",
      { EventTime: "2026-03-09 05:00:00", "@timestamp": "2026-03-09T09:00:01Z" },
      "2026-03-09T09:00:01.000Z",
      "ok",
    ],
    ["a time without a zone is taken for UTC and marked", { EventTime: "2026-03-09 05:00:00" }, "2026-03-09T05:00:00.000Z", "assumed-zone"],
    ["no time at all", {}, formatTimestamp(RECEIVED), "received"],
    ["the distant past", { TimeCreated: "1999-12-31T23:59:59Z" }, formatTimestamp(RECEIVED), "out-of-range"],
    ["the day after tomorrow", { TimeCreated: "2027-01-02T00:00:01Z" }, formatTimestamp(RECEIVED), "out-of-range"],
    ["tomorrow may be a clock that runs fast", { TimeCreated: "2027-01-01T23:00:00Z" }, "2027-01-01T23:00:00.000Z", "ok"],
  ])("%s", (_, times, expected, quality) => {
    expect(at({ ...flat, ...times })).toEqual([expected, quality]);
  });

  test("an event without a time has the same id whenever it arrives", () => {
    expect(eventOf(flat, "json", RECEIVED).id).toBe(eventOf(flat, "json", RECEIVED + 5_000_000).id);
  });
});

describe("identity", () => {
  const id = (body: JsonObject) => eventOf(body, "windows-event").id;
  const base = securityBody(4624, { TargetUserName: "a" });
  test.each([
    ["another record", securityBody(4624, { TargetUserName: "a" }, { EventRecordID: "78" })],
    ["another host", securityBody(4624, { TargetUserName: "a" }, { Computer: "other" })],
    ["another log", securityBody(4624, { TargetUserName: "a" }, { Channel: "System" })],
    ["the same number after the log was cleared", securityBody(4624, {}, { TimeCreated: { SystemTime: "2026-04-09T09:00:00Z" } })],
  ])("%s is another event", (_, body) => {
    expect(id(body)).not.toBe(id(base));
  });

  test("the record number and the millisecond make the event, whatever the spelling", () => {
    expect(id(securityBody(4624, {}, { Computer: "ws-07.CORP.example", TimeCreated: { SystemTime: "2026-03-09T09:00:00.123Z" } }))).toBe(
      id(base),
    );
    expect(id(base)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  test("without a record number the content is the identity, less what collectors add", () => {
    const flat = { EventID: 4624, Channel: "Security", Hostname: "h", TimeCreated: "2026-03-09T09:00:00Z", TargetUserName: "a" };
    expect(eventOf({ ...flat, EventReceivedTime: "1", host: "c1", tags: ["x"] }).id).toBe(eventOf({ ...flat, host: "c2" }).id);
    expect(eventOf({ ...flat, TargetUserName: "b" }).id).not.toBe(eventOf(flat).id);
  });
});

test("keywords find every text of the record", () => {
  const texts = [...eventOf({ EventID: 7, Channel: "c", Message: "mimikatz ran", a: ["x", "x", 5], b: { c: "deep" } }).texts()];
  expect(texts.toSorted()).toEqual(["5", "7", "c", "deep", "mimikatz ran", "x", "x"]);
});
