import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FieldRef, fieldRef } from "../event/field.ts";
import type { JsonObject, JsonValue } from "../event/value.ts";
import { processMentions } from "../process/mentions.ts";
import { normalise } from "./normalise.ts";
import { ask, eventOf, RECEIVED } from "./testing/event-of.ts";

test("an object without members is the one record that is no event", () => {
  const fault = normalise({ position: { file: "f", record: 3 }, shape: "json", body: {} }, { receivedAt: RECEIVED });
  expect(fault).toMatchObject({ kind: "fault", code: "unknown-schema", position: { file: "f", record: 3 } });
});

test("an unknown record keeps its own names in every view", () => {
  const event = eventOf({ vendor: { rule: "x", score: 7 }, hostname: "FW-1", timestamp: "2026-01-01T00:00:00Z", tags: ["a", "b"] });
  expect([event.source, event.class, event.host.key, event.timestampQuality]).toEqual(["unknown", "other", "fw-1", "ok"]);
  expect(event.fields).toMatchObject({ "vendor.rule": "x", "vendor.score": 7, tags: ["a", "b"] });
  for (const view of ["sigma", "ecs", "defender"] as const) expect(ask(event, view, "vendor.score")).toBe(7);
});

/** Members that make the mappers believe they know the record, with anything at all inside. */
const NAMES = [
  ..."System EventData UserData Event EventID Channel Hostname Computer SourceName winlog event_id log_name event_data computer_name".split(
    " ",
  ),
  ..."event process agent host network source destination dns registry file properties category Timestamp ActionType DeviceId".split(" "),
  ..."DeviceName InitiatingProcessId ProcessId AdditionalFields UtcTime ProcessGuid Hashes Details TargetObject QueryResults".split(" "),
  ..."@timestamp __proto__ constructor toString entity_id Ext ancestry ip port direction channel Data #text #attributes _source _id".split(
    " ",
  ),
];
const TEXTS = [
  ..."Security 1 3 12 13 22 4688 5156 Microsoft-Windows-Sysmon/Operational endpoint AdvancedHunting-DeviceNetworkEvents".split(" "),
  ..."ProcessCreated ConnectionSuccess network process start egress - 0x1a4 ::1 {b669e388-4a98-5ee0-1704-000000000300}".split(" "),
  ...["2026-03-09T09:00:00Z", "SHA1=00,MD5=x", "DWORD (0x1)", "\u0000", "\ud800", '{"direction":"Out"}'],
];
const scalar = fc.oneof(fc.constantFrom(...TEXTS), fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const { body } = fc.letrec<{ value: JsonValue; body: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie("value"), { maxLength: 4 }), tie("body")),
  body: fc.dictionary(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: fc.string() }), tie("value"), {
    maxKeys: 12,
    noNullPrototype: false,
  }),
}));

const REFS: readonly FieldRef[] = (["sigma", "ecs", "defender"] as const).flatMap((view) =>
  [...NAMES, "Image", "Initiated", "Provider_Name", "process.name", "winlog.event_data.Image", "event.action", "RemoteIPType"].map((name) =>
    fieldRef(view, name),
  ),
);

/** The same document with its members in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .toReversed()
      .map(([name, child]) => [name, reversed(child)]),
  );
}

/** Documents in which a name stands at two places that the mappers read as one. */
const SPELT_TWICE: readonly JsonObject[] = [
  { System: {}, UserData: { System: { "": { QueryResults: 0 }, QueryResults: null } } },
  { System: {}, UserData: { Ext: { System: "Security" }, "#attributes": { Ext: null } } },
  { event: { category: [] }, "": { winlog: [] }, winlog: false },
  { event: { category: ["network"], "a.b": 1, a: { b: 2 } } },
];

describe("whatever a record holds", () => {
  test("reading it never throws, and every answer is a value", () => {
    fc.assert(
      fc.property(body, fc.constantFrom("json", "csv", "windows-event"), (document, shape) => {
        const event = normalise({ position: { file: "f", record: 1 }, shape, body: document }, { receivedAt: RECEIVED });
        if ("kind" in event) return;
        for (const ref of REFS) {
          const value = event.get(ref);
          if (typeof value === "object" && value !== null) expect(Array.isArray(value)).toBe(true);
          expect(typeof value).not.toBe("function");
        }
        for (const [name, value] of Object.entries(event.fields)) expect([name, value]).not.toEqual([name, null]);
        expect(Number.isSafeInteger(event.timestamp)).toBe(true);
        expect(event.id).toMatch(/^[0-9a-f-]{36}$/);
        for (const text of event.texts()) expect(typeof text).toBe("string");
        for (const mention of processMentions(event))
          expect(mention.parentKey === undefined || mention.parentKey !== mention.key).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  test("the order of its members is no part of its identity", () => {
    fc.assert(
      fc.property(body, (document) => {
        const opposite = reversed(document);
        if (typeof opposite !== "object" || opposite === null || Array.isArray(opposite) || Object.keys(document).length === 0) return;
        expect(eventOf(opposite as JsonObject).id).toBe(eventOf(document).id);
      }),
      { numRuns: 300, examples: SPELT_TWICE.map((document): [JsonObject] => [document]) },
    );
  });
});
