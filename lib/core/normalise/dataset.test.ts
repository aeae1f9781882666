import { describe, expect, test } from "vitest";
import { cpuTime } from "#core/testing/cpu-time";
import type { JsonObject } from "../event/value.ts";
import { ask, eventOf, evtxBody, securityBody } from "./testing/event-of.ts";

const endpoint = (category: string, action: string, more: JsonObject = {}): JsonObject => ({
  "@timestamp": "2026-03-09T09:00:00Z",
  agent: { type: "endpoint", id: "a" },
  event: { category: [category], action, type: ["start"] },
  ...more,
});

describe("an event is of the data set Elastic would keep it in", () => {
  test.each<[string, JsonObject, string | undefined]>([
    ["Endpoint, by its class", endpoint("process", "start"), "endpoint.events.process"],
    ["Endpoint, by its class", endpoint("network", "connection_attempted"), "endpoint.events.network"],
    ["Endpoint, by its class", endpoint("library", "load"), "endpoint.events.library"],
    ["Endpoint, in its own words", endpoint("process", "x", { data_stream: { dataset: "endpoint.events.api" } }), "endpoint.events.api"],
    ["another document", { event: { category: "web", dataset: "nginx.access" } }, "nginx.access"],
    ["a document without one", { event: { category: "process" }, host: { name: "h" } }, undefined],
    ["a word that is none", { event: { category: "process" }, data_stream: { dataset: "Xyz" } }, undefined],
    [
      "an export, by its index",
      { _index: ".ds-logs-okta.system-default-2026.01.01-000001", _source: { event: { category: "iam" } } },
      "okta.system",
    ],
    [
      "a row of Defender",
      { Timestamp: "2026-03-09T09:00:00Z", DeviceName: "h", ActionType: "ProcessCreated", FileName: "a" },
      "m365_defender.event",
    ],
  ])("%s", (_, body, expected) => {
    expect(ask(eventOf(body), "ecs", "callout.dataset")).toBe(expected);
  });

  test.each<[string, JsonObject, string]>([
    ["Sysmon", evtxBody(1, {}), "windows.sysmon_operational"],
    ["Security", securityBody(4624, {}), "system.security"],
    ["Security, forwarded", securityBody(4624, {}, { Channel: "ForwardedEvents" }), "system.security"],
    ["a log of its own", evtxBody(59, {}, { Channel: "Microsoft-Windows-Bits-Client/Operational" }), "windows.forwarded"],
  ])("%s", (_, body, expected) => {
    const event = eventOf(body, "windows-event");
    for (const name of ["callout.dataset", "data_stream.dataset", "event.dataset"]) expect(ask(event, "ecs", name)).toBe(expected);
  });
});

describe("a field that Elastic always has and the record has not", () => {
  const sysmon = eventOf(evtxBody(1, { Image: "C:\\a\\CMD.exe", CommandLine: "cmd /c x" }), "windows-event");
  const defender = eventOf({
    Timestamp: "2026-03-09T09:00:00Z",
    DeviceId: "d1",
    DeviceName: "h",
    ActionType: "ProcessCreated",
    FileName: "a",
  });
  test.each([
    ["host.id", sysmon, "ws-07.corp.example"],
    ["agent.id", sysmon, "ws-07.corp.example"],
    ["host.id", defender, "d1"],
    ["host.id", eventOf(endpoint("process", "start", { host: { id: "own", name: "h" } })), "own"],
    ["host.id", eventOf({ event: { category: "process" } }), undefined],
    ["event.module", sysmon, ["windows", "sysmon"]],
    ["process.args_count", sysmon, 3],
    ["process.name.caseless", sysmon, "cmd.exe"],
    ["process.command_line.text", sysmon, "cmd /c x"],
    ["process.pid.caseless", sysmon, undefined],
  ] as const)("%s", (name, event, expected) => {
    expect(ask(event, "ecs", name)).toEqual(expected);
  });
});

describe("a name with stars is every field that is like it", () => {
  const azure = eventOf({
    event: { category: "iam", dataset: "azure.auditlogs" },
    azure: {
      auditlogs: { properties: { target_resources: { "0": { display_name: "Ann", type: "User" }, "1": { display_name: "Admins" } } } },
    },
  });
  test.each([
    ["azure.auditlogs.properties.target_resources.*.display_name", ["Ann", "Admins"]],
    ["azure.*.type", ["User"]],
    ["*display_name", ["Ann", "Admins"]],
    ["azure.*.nothing", undefined],
  ])("%s", (name, expected) => {
    expect(ask(azure, "ecs", name)).toEqual(expected);
  });
  test("of a Windows event's own data too", () => {
    const event = eventOf(securityBody(4624, { TargetUserName: "ann", SubjectUserName: "bob" }), "windows-event");
    expect(ask(event, "ecs", "winlog.event_data.*UserName")).toEqual(["ann", "bob"]);
  });
  test("in a time that is linear in the name", () => {
    const start = cpuTime();
    const event = eventOf({ event: { category: "iam" }, [`${"a".repeat(5_000)}`]: 1 });
    expect(ask(event, "ecs", `${"*a".repeat(2_000)}b`)).toBeUndefined();
    expect(cpuTime() - start).toBeLessThan(2_000);
  });
});
