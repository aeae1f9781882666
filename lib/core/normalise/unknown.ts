import type { RawRecord } from "../decode/record.ts";
import type { EpochMicros, Event } from "../event/event.ts";
import type { FieldValue, JsonObject, JsonValue } from "../event/value.ts";
import { FieldBuilder } from "./builder.ts";
import { asFieldValue, asText, canonicalJson, eachLeaf, readPath, recordDataset } from "./document.ts";
import type { Reading } from "./generic/labels.ts";
import { readNamed } from "./generic/read.ts";
import { recognise } from "./generic/recognise.ts";
import { hostRef } from "./host.ts";
import { type Envelope, LazyEvent } from "./lazy-event.ts";
import { firstTime } from "./time.ts";

/** Where shippers put the time, best known first. */
const TIMES = [
  "@timestamp",
  "timestamp",
  "Timestamp",
  "time",
  "TimeCreated",
  "EventTime",
  "TimeGenerated",
  "event.created",
  "date",
  "ts",
  "eventTime",
  "published",
  "CreationTime",
  "requestReceivedTimestamp",
  "stageTimestamp",
  "createdDateTime",
  "activityDateTime",
  "__REALTIME_TIMESTAMP",
  "local_time",
  "utc_time",
  "created_at",
];
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
  "_HOSTNAME",
  "devname",
  "s-computername",
  "node_id",
];

/** A record of no sensor: kept whole, readable under its own names in every view, and by Sigma rules under those of its kind of log. */
class UnknownEvent extends LazyEvent {
  constructor(
    envelope: Envelope,
    private readonly reading: Reading | undefined,
  ) {
    super(envelope);
  }

  protected sigma(name: string): FieldValue | undefined {
    return readNamed(this.record.body, name, this.reading);
  }

  protected ecs(name: string): FieldValue | undefined {
    return asFieldValue(readPath(this.record.body, name));
  }

  protected dataset(): string | undefined {
    return recordDataset(this.record.body);
  }

  protected defender(name: string): FieldValue | undefined {
    return this.ecs(name);
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
  const reading = recognise(record.body);
  const labels = reading ? { labels: reading.labels } : {};
  const time = firstTime(texts(record.body, TIMES), receivedAt);
  return new UnknownEvent({ record, source: "unknown", class: "other", host, ...time, ...labels }, reading);
}
