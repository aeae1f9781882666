import type { RawRecord } from "../decode/record.ts";
import type { EpochMicros, Event } from "../event/event.ts";
import type { FieldValue, JsonObject, JsonValue } from "../event/value.ts";
import { FieldBuilder } from "./builder.ts";
import { asFieldValue, asText, canonicalJson, eachLeaf, readPath } from "./document.ts";
import { hostRef } from "./host.ts";
import { LazyEvent } from "./lazy-event.ts";
import { firstTime } from "./time.ts";

/** Where shippers put the time, best known first. */
const TIMES = ["@timestamp", "timestamp", "Timestamp", "time", "TimeCreated", "EventTime", "TimeGenerated", "event.created", "date", "ts"];
const HOSTS = [
  "host.name",
  "host.hostname",
  "hostname",
  "Hostname",
  "Computer",
  "ComputerName",
  "MachineName",
  "DeviceName",
  "host",
  "agent.name",
];

/** A record of a kind nobody taught us: kept whole, and readable by rules under its own names in every view. */
class UnknownEvent extends LazyEvent {
  protected sigma(name: string): FieldValue | undefined {
    return asFieldValue(readPath(this.record.body, name));
  }

  protected ecs(name: string): FieldValue | undefined {
    return this.sigma(name);
  }

  protected defender(name: string): FieldValue | undefined {
    return this.sigma(name);
  }

  protected buildFields(): FieldBuilder {
    const builder = new FieldBuilder();
    eachLeaf(this.record.body, "", (name, value) => builder.set(name, value));
    return builder;
  }

  protected identityParts(): readonly string[] {
    return ["unknown", canonicalJson(this.record.body)];
  }
}

function texts(body: JsonObject, paths: readonly string[]): readonly (string | undefined)[] {
  return paths.map((path) => asText(readPath(body, path) as JsonValue | undefined));
}

export function unknownEvent(record: RawRecord, receivedAt: EpochMicros): Event {
  const host = hostRef(texts(record.body, HOSTS).find((text) => text));
  return new UnknownEvent({ record, source: "unknown", class: "other", host, ...firstTime(texts(record.body, TIMES), receivedAt) });
}
