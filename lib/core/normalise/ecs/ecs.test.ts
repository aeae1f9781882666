import { describe, expect, test } from "vitest";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject } from "../../event/value.ts";
import { processMentions } from "../../process/mentions.ts";
import { ask, eventOf } from "../testing/event-of.ts";

const AGENT = "4c9c9cb3-f80f-44d8-9c89-6168243b7f21";
const entity = (pid: number) => btoa(`${AGENT}-${pid}-13293549110.76582700`);

const endpoint = (event: JsonObject, more: JsonObject = {}): JsonObject => ({
  "@timestamp": "2026-03-09T09:00:00.6578986Z",
  agent: { id: AGENT, type: "endpoint" },
  host: { name: "ws-07", hostname: "WS-07.corp.example", os: { type: "windows" } },
  event: { id: "MYfZG00oEwD2", dataset: "endpoint.events.x", ...event },
  process: { entity_id: entity(580), pid: 580, executable: "C:\\a\\MSBuild.exe", Ext: { ancestry: [entity(612), entity(476)] } },
  ...more,
});

describe("the class of an Endpoint document", () => {
  test.each<[JsonObject, string]>([
    [{ category: ["process"], type: ["start"], action: "start" }, "process_creation"],
    [{ category: ["process"], type: ["info"], action: "already_running" }, "other"],
    [{ category: ["process"], type: ["end"], action: "end" }, "process_termination"],
    [{ category: "network", type: ["start"], action: "connection_attempted" }, "network_connection"],
    [{ category: ["network"], type: ["start"], action: "connection_accepted" }, "network_connection"],
    [{ category: ["network"], type: ["end"], action: "disconnect_received" }, "network_disconnect"],
    [{ category: ["network"], type: ["connection"], action: "lookup_requested" }, "dns_query"],
    [{ category: ["file"], type: ["creation"], action: "creation" }, "file_event"],
    [{ category: ["file"], type: ["change"], action: "rename" }, "file_rename"],
    [{ category: ["file"], type: ["deletion"], action: "deletion" }, "file_delete"],
    [{ category: ["registry"], type: ["change"], action: "modification" }, "registry_set"],
    [{ category: ["registry"], type: ["access"], action: "query" }, "other"],
    [{ category: ["library"], type: ["start"], action: "load" }, "image_load"],
    [{ category: ["driver"], type: ["start"], action: "load" }, "driver_load"],
    [{ category: ["authentication", "session"], type: ["start"], action: "log_on" }, "logon"],
    [{ category: ["malware"], type: ["info"] }, "other"],
  ])("%j is %s", (event, expected) => {
    expect(eventOf(endpoint(event)).class).toBe(expected);
  });
});

const connection = endpoint(
  { category: ["network"], type: ["start"], action: "connection_attempted" },
  {
    network: { direction: "egress", transport: "tcp" },
    source: { ip: "10.0.0.5", port: 50000 },
    destination: { ip: "::ffff:198.51.100.7", port: 8443 },
    user: { domain: "CORP", name: "ann" },
  },
);

describe("a document answers", () => {
  const dotted: JsonObject = {
    "@timestamp": "2026-03-09T09:00:00Z",
    "event.category": ["network"],
    "event.type": ["start"],
    "agent.type": "endpoint",
    "process.executable": "C:\\a\\MSBuild.exe",
    "network.direction": "egress",
    "destination.ip": "198.51.100.7",
    "destination.port": 8443,
    "host.name": "ws-07",
  };
  test.each<["sigma" | "ecs" | "defender", string, FieldValue]>([
    ["sigma", "Image", "C:\\a\\MSBuild.exe"],
    ["sigma", "Initiated", "true"],
    ["sigma", "DestinationPort", "8443"],
    ["ecs", "destination.port", 8443],
    ["ecs", "network.direction", "egress"],
    ["ecs", "callout.remote.ip", "198.51.100.7"],
    ["defender", "RemoteIP", "198.51.100.7"],
    ["defender", "ActionType", "ConnectionSuccess"],
    ["defender", "InitiatingProcessFileName", "MSBuild.exe"],
  ])("%s %s, nested and dotted", (view, name, expected) => {
    expect(ask(eventOf(connection), view, name)).toEqual(expected);
    expect(ask(eventOf(dotted), view, name)).toEqual(expected);
  });

  test("with its own text in the ECS view, unwrapped in the canonical document", () => {
    const event = eventOf(connection);
    expect(ask(event, "ecs", "destination.ip")).toBe("::ffff:198.51.100.7");
    expect(event.fields["destination.ip"]).toBe("198.51.100.7");
    expect(ask(event, "sigma", "User")).toBe("CORP\\ann");
    expect(ask(event, "sigma", "EventID")).toBeUndefined();
    expect(ask(event, "sigma", "Channel")).toBeUndefined();
    expect([event.host.key, formatTimestamp(event.timestamp)]).toEqual(["ws-07.corp.example", "2026-03-09T09:00:00.657898Z"]);
  });

  test("through lists of objects", () => {
    const event = eventOf({ ...connection, process: { Ext: { code_signature: [{ trusted: true }, { trusted: false }] } } });
    expect(ask(event, "ecs", "process.Ext.code_signature.trusted")).toEqual([true, false]);
  });
});

test.each<[JsonObject, string | undefined]>([
  [{ data: { type: "REG_DWORD", strings: ["1"] } }, "DWORD (0x00000001)"],
  [{ data: { type: "REG_QWORD", strings: ["4294967298"] } }, "QWORD (0x00000001-0x00000002)"],
  [{ data: { type: "REG_BINARY", bytes: "AAA=" } }, "Binary Data"],
  [{ data: { type: "REG_SZ", strings: [""] } }, "(Empty)"],
  [{ data: { type: "REG_EXPAND_SZ", strings: ["%SystemRoot%\\x"] } }, "%SystemRoot%\\x"],
  [{}, undefined],
])("registry %j reads as Sysmon's Details", (registry, details) => {
  const path = "HKLM\\SYSTEM\\ControlSet001\\Services\\x";
  const event = eventOf(
    endpoint({ category: ["registry"], type: ["change"], action: "modification" }, { registry: { path, ...registry } }),
  );
  expect(ask(event, "sigma", "Details")).toBe(details);
  expect(ask(event, "sigma", "TargetObject")).toBe("HKLM\\SYSTEM\\CurrentControlSet\\Services\\x");
  expect(ask(event, "sigma", "EventType")).toBe("SetValue");
});

test("an Endpoint event is its agent's number, another document its content", () => {
  const again = { ...connection, event: { ...(connection.event as JsonObject), ingested: "later" } };
  expect(eventOf(again).id).toBe(eventOf(connection).id);
  const { event: _, ...rest } = connection;
  const plain = { ...rest, event: { category: ["network"], ingested: "now" } };
  expect(eventOf({ ...plain, event: { ingested: "later", category: ["network"] } }).id).toBe(eventOf(plain).id);
});

test("ancestry makes a chain above the acting process, nearest first", () => {
  expect(
    processMentions(eventOf(connection)).map(({ key, parentKey, pid, rank, parentLink }) => [key, parentKey, pid, rank, parentLink]),
  ).toEqual([
    [`ep:${entity(580)}`, `ep:${entity(612)}`, 580, 40, "exact"],
    [`ep:${entity(612)}`, `ep:${entity(476)}`, 612, 20, "exact"],
    [`ep:${entity(476)}`, undefined, 476, 20, "missing"],
  ]);
});
