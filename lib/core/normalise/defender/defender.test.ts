import { describe, expect, test } from "vitest";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { JsonObject } from "../../event/value.ts";
import { processMentions } from "../../process/mentions.ts";
import { ask, eventOf } from "../testing/event-of.ts";

const base = { Timestamp: "2026-03-09T09:00:02.1234567Z", DeviceId: "AB12", DeviceName: "ws-07.corp.example" };
const actor = {
  InitiatingProcessId: 4863,
  InitiatingProcessFileName: "msbuild.exe",
  InitiatingProcessFolderPath: "c:\\windows\\msbuild.exe",
  InitiatingProcessCommandLine: "MSBuild.exe a.xml",
  InitiatingProcessCreationTime: "2026-03-09T09:00:00Z",
  InitiatingProcessParentId: 100,
  InitiatingProcessParentFileName: "cmd.exe",
  InitiatingProcessParentCreationTime: "2026-03-09T08:59:59.5Z",
  InitiatingProcessAccountDomain: "corp",
  InitiatingProcessAccountName: "ann",
};
const network = {
  ...base,
  ...actor,
  ActionType: "ConnectionSuccess",
  RemoteIP: "198.51.100.7",
  RemotePort: 8443,
  RemoteUrl: "",
  LocalIP: "10.0.0.5",
  LocalPort: 50000,
  Protocol: "Tcp",
  ReportId: 7,
};

describe("table and class", () => {
  test.each<[JsonObject, string, string]>([
    [network, "DeviceNetworkEvents", "network_connection"],
    [{ ...base, ActionType: "ProcessCreated" }, "DeviceProcessEvents", "process_creation"],
    [{ ...base, ActionType: "ListeningConnectionCreated" }, "DeviceNetworkEvents", "network_listen"],
    [{ ...base, ActionType: "NetworkSignatureInspected" }, "DeviceNetworkEvents", "other"],
    [{ ...base, ActionType: "DnsConnectionInspected" }, "DeviceNetworkEvents", "dns_query"],
    [{ ...base, ActionType: "FileCreated" }, "DeviceFileEvents", "file_event"],
    [{ ...base, ActionType: "RegistryValueSet" }, "DeviceRegistryEvents", "registry_set"],
    [{ ...base, ActionType: "ImageLoaded" }, "DeviceImageLoadEvents", "image_load"],
    [{ ...base, ActionType: "LogonFailed" }, "DeviceLogonEvents", "logon"],
    [{ ...base, ActionType: "LdapSearch" }, "DeviceEvents", "other"],
    [{ Timestamp: base.Timestamp, ActionType: "MailItemsAccessed", Application: "x" }, "unknown", "other"],
    [
      { TimeGenerated: base.Timestamp, Type: "DeviceProcessEvents", DeviceId: "a", FileName: "x" },
      "DeviceProcessEvents",
      "process_creation",
    ],
    [
      { "TimeGenerated [UTC]": "4/20/2023, 7:59:50.239 PM", DeviceName: "a", RemoteIP: "192.0.2.1" },
      "DeviceNetworkEvents",
      "network_connection",
    ],
  ])("%j is %s, %s", (row, table, kind) => {
    const event = eventOf(row);
    expect([event.fields["event.dataset"], event.class, event.source]).toEqual([table, kind, "defender"]);
  });
});

describe("direction", () => {
  test.each([
    ["ConnectionSuccess", null, "egress", "true", "10.0.0.5"],
    ["ConnectionFailed", null, "egress", "true", "10.0.0.5"],
    ["InboundConnectionAccepted", null, "ingress", "false", "198.51.100.7"],
    ["ConnectionFound", null, undefined, undefined, "10.0.0.5"],
    ["ListeningConnectionCreated", null, undefined, undefined, "10.0.0.5"],
    ["HttpConnectionInspected", '{"direction":"In"}', "ingress", "false", "198.51.100.7"],
    ["HttpConnectionInspected", { direction: "Out" }, "egress", "true", "10.0.0.5"],
    ["HttpConnectionInspected", "[]", undefined, undefined, "10.0.0.5"],
    ["HttpConnectionInspected", "", undefined, undefined, "10.0.0.5"],
    ["HttpConnectionInspected", "{broken", undefined, undefined, "10.0.0.5"],
  ])("%s %j is %s", (action, more, direction, initiated, source) => {
    const event = eventOf({ ...network, ActionType: action, AdditionalFields: more });
    expect([event.fields["network.direction"], ask(event, "sigma", "Initiated"), event.fields["source.ip"]]).toEqual([
      direction,
      initiated,
      source,
    ]);
    expect(event.fields["callout.remote.ip"]).toBe("198.51.100.7");
  });
});

test("a connection in every view", () => {
  const event = eventOf(network);
  const sigma = (name: string) => ask(event, "sigma", name);
  expect(["Image", "CommandLine", "DestinationIp", "DestinationPort", "Protocol", "User", "ParentImage"].map(sigma)).toEqual([
    "c:\\windows\\msbuild.exe",
    "MSBuild.exe a.xml",
    "198.51.100.7",
    "8443",
    "tcp",
    "corp\\ann",
    // Only its name is known, and that rules ask for how it ends.
    "\\cmd.exe",
  ]);
  expect(ask(event, "defender", "Protocol")).toBe("Tcp");
  expect(ask(event, "defender", "TimeGenerated")).toBe(base.Timestamp);
  expect(event.fields).toMatchObject({
    "process.name": "msbuild.exe",
    "process.entity_id": "mde:ab12:4863:17730468000000000",
    "process.parent.name": "cmd.exe",
    "host.os.type": "windows",
    "callout.remote.port": 8443,
  });
  expect(event.fields).not.toHaveProperty("destination.domain");
});

test.each([
  ["https://cdn.example:8443/x", "cdn.example", "https://cdn.example:8443/x"],
  ["cdn.example", "cdn.example", undefined],
  ["198.51.100.7", undefined, undefined],
])("RemoteUrl %s names the host %s", (url, domain, original) => {
  const { fields } = eventOf({ ...network, RemoteUrl: url });
  expect([fields["destination.domain"], fields["url.original"]]).toEqual([domain, original]);
});

test.each([
  ["::ffff:198.51.100.7", "198.51.100.7", "::ffff:198.51.100.7"],
  ["", undefined, ""],
])("RemoteIP %j is %s, and stays as written in Defender's view", (written, canonical, native) => {
  const event = eventOf({ ...network, RemoteIP: written });
  expect([event.fields["destination.ip"], ask(event, "defender", "RemoteIP")]).toEqual([canonical, native]);
});

test("the protocol of old exports spells the family", () => {
  expect(eventOf({ ...network, Protocol: "TcpV4" }).fields["network.transport"]).toBe("tcp");
});

test("a row by streaming, by query and by CSV is one event", () => {
  const { ReportId: _, ...row } = network;
  const csv = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
  const streamed = eventOf({
    time: "2026-03-09T09:30:00Z",
    tenantId: "t",
    category: "AdvancedHunting-DeviceNetworkEvents",
    properties: row,
  });
  const ids = [
    eventOf(row),
    eventOf(csv, "csv"),
    streamed,
    eventOf({ ...row, InitiatingProcessMD5: null, TimeGenerated: row.Timestamp }),
  ].map((e) => e.id);
  expect(new Set(ids).size).toBe(1);
  expect(formatTimestamp(streamed.timestamp)).toBe("2026-03-09T09:00:02.123456Z");
});

test("a report number is only a record's with its instant and device", () => {
  const ids = [
    network,
    { ...network, Timestamp: "2026-03-09T09:00:02.1234568Z" },
    { ...network, DeviceId: "x" },
    { ...network, ReportId: 8 },
  ];
  expect(new Set(ids.map((row) => eventOf(row).id)).size).toBe(4);
  expect(eventOf({ ...network, MachineGroup: "g" }).id).toBe(eventOf(network).id);
});

describe("processes", () => {
  const chain = (row: JsonObject) =>
    processMentions(eventOf(row)).map(({ kind, key, pid, name, rank, parentLink }) => [kind, key, pid, name, rank, parentLink]);
  test("a start tells three generations", () => {
    const row = {
      ...base,
      ...actor,
      ActionType: "ProcessCreated",
      ProcessId: 5000,
      FileName: "x.exe",
      ProcessCreationTime: "2026-03-09T09:00:02Z",
    };
    expect(chain(row)).toEqual([
      ["identified", "mde:ab12:5000:17730468020000000", 5000, "x.exe", 100, "exact"],
      ["identified", "mde:ab12:4863:17730468000000000", 4863, "msbuild.exe", 50, "exact"],
      ["identified", "mde:ab12:100:17730467995000000", 100, "cmd.exe", 20, "missing"],
    ]);
  });
  test("without a creation time there is a pid to look for", () => {
    expect(chain({ ...network, InitiatingProcessCreationTime: "", InitiatingProcessParentId: 0 })).toEqual([
      ["by-pid", undefined, 4863, "msbuild.exe", 40, "missing"],
    ]);
  });
  test("an inspected packet has no process", () => {
    const row = {
      ...base,
      ActionType: "NetworkSignatureInspected",
      InitiatingProcessId: 0,
      InitiatingProcessParentId: 0,
      InitiatingProcessTokenElevation: "None",
    };
    expect(chain(row)).toEqual([]);
    expect(eventOf(row).fields).not.toHaveProperty("process.Ext.token.elevation_level");
  });
});

test.each([
  ["c:\\windows\\x.exe", "x.exe", "c:\\windows\\x.exe"],
  ["c:\\windows", "x.exe", "c:\\windows\\x.exe"],
  ["/usr/bin/", "sh", "/usr/bin/sh"],
])("FolderPath %s with FileName %s is %s", (FolderPath, FileName, expected) => {
  const event = eventOf({ ...base, ActionType: "ProcessCreated", ProcessId: 1, FolderPath, FileName });
  expect(event.fields["process.executable"]).toBe(expected);
  expect(event.fields["host.os.type"]).toBe(FolderPath.startsWith("/") ? undefined : "windows");
});
