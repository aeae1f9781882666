import type { RawValues } from "../decode/located.ts";
import type { RawRecord } from "../decode/record.ts";
import type { EpochMicros, Event } from "../event/event.ts";
import type { FieldValue, JsonObject, JsonValue } from "../event/value.ts";
import { FieldBuilder } from "./builder.ts";
import { asFieldValue, asText, canonicalJson, eachLeaf, readPath, recordDataset, textsOf } from "./document.ts";
import type { Reading } from "./generic/labels.ts";
import { readNamed } from "./generic/read.ts";
import { type Recognised, recognise } from "./generic/recognise.ts";
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
  "creationDate",
  "CreationDate",
  "createdDateTime",
  "id.time",
  "detectedDateTime",
  "eventTimestamp",
  "ID",
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
  private readonly document: JsonObject;
  private readonly reading: Reading | undefined;

  constructor(envelope: Envelope, { document, reading }: Recognised) {
    super(envelope);
    this.document = document;
    this.reading = reading;
  }

  protected sigma(name: string): FieldValue | undefined {
    return readNamed(this.document, name, this.reading);
  }

  protected ecs(name: string): FieldValue | undefined {
    return asFieldValue(readPath(this.document, name));
  }

  /** Keywords are looked for in the record inside the record too: there its texts have no escapes. */
  override texts(): Iterable<string> {
    const texts = textsOf(this.document);
    const more = this.reading?.texts?.(this.document) ?? [];
    return more.length > 0 ? [...texts, ...more] : texts;
  }

  override rawValues(into: RawValues): boolean {
    return this.document === this.record.body && this.reading?.texts === undefined && super.rawValues(into);
  }

  protected dataset(): string | undefined {
    return recordDataset(this.document);
  }

  protected defender(name: string): FieldValue | undefined {
    return this.ecs(name);
  }

  protected buildFields(): FieldBuilder {
    const builder = new FieldBuilder();
    eachLeaf(this.document, "", (name, value) => builder.set(name, value));
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
  const recognised = recognise(record.body);
  const { document, reading } = recognised;
  const host = hostRef(texts(document, HOSTS).find((text) => text));
  const labels = reading ? { labels: reading.labels } : {};
  const time = firstTime(texts(document, TIMES), receivedAt);
  return new UnknownEvent({ record, source: "unknown", class: reading?.class ?? "other", host, ...time, ...labels }, recognised);
}
