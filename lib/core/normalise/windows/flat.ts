import type { JsonObject, JsonValue } from "../../event/value.ts";
import { asObject, asText, own, parseObject } from "../document.ts";
import { parseInteger } from "../text.ts";
import type { WindowsRecord } from "./layout.ts";

function first(body: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = asText(own(body, name));
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** Sigma's names where the collector has its own. */
const COLLECTOR_NAMES: ReadonlyMap<string, string> = new Map([
  ["ProcessID", "ExecutionProcessID"],
  ["TimeCreated", "EventTime"],
  ["Level", "EventLevel"],
  ["Message", "RenderedDescription"],
]);

/**
 * One flat object: NXLog's im_msvistalog, the OTRF collectors, and the tables of Microsoft Sentinel (`SecurityEvent`
 * with flat columns; `WindowsEvent` and `Event` with EventData as an object or as JSON text). The collector adds its
 * own columns (`host`, `EventType: INFO`, `EventReceivedTime`); the event's host is Hostname or Computer, never `host`.
 */
export function readFlat(body: JsonObject): WindowsRecord {
  const nested = own(body, "EventData");
  const data = asObject(nested) ?? (typeof nested === "string" ? parseObject(nested) : undefined);
  const created = first(body, "TimeCreated");
  return {
    channel: first(body, "Channel", "EventLog") ?? "",
    provider: first(body, "SourceName", "Provider", "ProviderName", "EventSourceName", "Source") ?? "",
    eventId: parseInteger(first(body, "EventID", "EventId") ?? "") ?? -1,
    computer: first(body, "Hostname", "Computer"),
    recordId: first(body, "RecordNumber", "EventRecordID", "EventRecordId", "RecordId"),
    created,
    times: [created, first(body, "TimeGenerated", "TimeGenerated [UTC]"), first(body, "@timestamp"), first(body, "EventTime")],
    rest: (name): JsonValue | undefined => own(body, name) ?? own(body, COLLECTOR_NAMES.get(name) ?? name),
    data: data ?? body,
    flat: data === undefined,
    document: undefined,
  };
}
