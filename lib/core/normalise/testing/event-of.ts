import type { RecordShape } from "../../decode/record.ts";
import type { Event } from "../../event/event.ts";
import { fieldRef, type View } from "../../event/field.ts";
import { parseTimestamp } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject } from "../../event/value.ts";
import { normalise } from "../normalise.ts";

/** A receipt time for tests, after every time in the examples. */
export const RECEIVED = parseTimestamp("2027-01-01T00:00:00Z")?.micros ?? 0;

/** Normalises a body that must become an event. */
export function eventOf(body: JsonObject, shape: RecordShape = "json", receivedAt = RECEIVED): Event {
  const event = normalise({ position: { file: "test.json", record: 1 }, shape, body }, { receivedAt });
  if ("kind" in event) throw new Error(`${event.code}: ${event.detail}`);
  return event;
}

export function ask(event: Event, view: View, name: string): FieldValue | undefined {
  return event.get(fieldRef(view, name));
}

/** A record as the EVTX decoder renders it. */
export function evtxBody(eventId: number, eventData: JsonObject, system: JsonObject = {}): JsonObject {
  return {
    System: {
      Provider: { Name: "Microsoft-Windows-Sysmon", Guid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}" },
      EventID: String(eventId),
      Level: "4",
      TimeCreated: { SystemTime: "2026-03-09T09:00:00.1234567Z" },
      EventRecordID: "77",
      Execution: { ProcessID: "3320", ThreadID: "4216" },
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Computer: "WS-07.corp.example",
      Security: { UserID: "S-1-5-18" },
      ...system,
    },
    EventData: eventData,
  };
}

/** The same for the Security channel. */
export function securityBody(eventId: number, eventData: JsonObject, system: JsonObject = {}): JsonObject {
  return evtxBody(eventId, eventData, { Provider: { Name: "Microsoft-Windows-Security-Auditing" }, Channel: "Security", ...system });
}
