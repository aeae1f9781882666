import type { SourceKind } from "../../event/event.ts";
import { pidKey, sysmonKey } from "../../event/process-key.ts";
import { STORED_FIELDS } from "../../event/stored-fields.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import { FieldBuilder } from "../builder.ts";
import { asText, eachLeaf, own } from "../document.ts";
import type { Envelope } from "../lazy-event.ts";
import { localSide, sysmonLocalSide, writeEnds } from "../remote.ts";
import { windowsKind } from "./categories.ts";
import type { WindowsRecord } from "./layout.ts";
import { windowsMapping } from "./security.ts";
import { sysmonDirection, sysmonMapping } from "./sysmon.ts";
import { apply } from "./write.ts";

/** Parts of a beat's document that are about the shipper, or that this mapper settles itself. */
const SHIPPER = /^(?:winlog|host|agent|beat|ecs|@metadata|@timestamp|message|log|input|tags|event\.(?:original|created|ingested))(?:\.|$)/;

/** What Elastic's pipeline (or winlogbeat 7 on the machine) already made of the record: its word goes before ours. */
function writeDocument(builder: FieldBuilder, record: WindowsRecord): void {
  if (!record.document) return;
  eachLeaf(record.document, "", (name, value) => {
    if (!SHIPPER.test(name)) builder.set(name, value);
  });
}

/** What a record says of its host's system: of those laid out like this, only Sysmon for Linux's are of no Windows source. */
export const systemOf = (source: SourceKind): string => (source === "unknown" ? "linux" : "windows");

function writeEnvelope(builder: FieldBuilder, envelope: Envelope, record: WindowsRecord): void {
  const channel = record.channel.toLowerCase();
  const kind = windowsKind(envelope.source, envelope.class, channel, record.eventId);
  if (record.eventId >= 0) builder.set("event.code", String(record.eventId));
  if (kind) builder.set("event.action", kind.action[0]);
  builder.text("winlog.channel", record.channel);
  // None of what follows is stored (`STORED_FIELDS`).
  if (builder.kept) return;
  builder.set("event.kind", "event");
  builder.text("event.provider", record.provider);
  if (kind) {
    builder.list("event.category", kind.category);
    builder.list("event.type", kind.type);
  }
  builder.set("host.name", envelope.host.name);
  builder.set("host.os.type", systemOf(envelope.source));
  if (record.eventId >= 0) builder.set("winlog.event_id", String(record.eventId));
  builder.text("winlog.provider_name", record.provider);
  builder.text("winlog.computer_name", record.computer);
  builder.text("winlog.record_id", record.layout.recordId(record.body));
  const outcome = OUTCOME[record.eventId];
  if (outcome && channel === "security") builder.set("event.outcome", outcome);
}

const OUTCOME: { readonly [eventId: number]: string } = { 4624: "success", 4625: "failure", 5157: "failure" };

/**
 * Security records name a process by its pid alone. A start has a time of its own and so a key; every other record
 * says only "the process that had this pid then", which the store resolves.
 */
function writePidIdentity(builder: FieldBuilder, envelope: Envelope): void {
  const pid = builder.fields["process.pid"];
  if (typeof pid !== "number" || builder.has("process.entity_id")) return;
  const key = envelope.class === "process_creation" ? pidKey(envelope.host.key, pid, envelope.timestamp) : undefined;
  builder.set("process.entity_id", key ?? `pid:${envelope.host.key}:${pid}`);
  builder.set("callout.process.key", key);
}

/** Elastic's pipeline moves the GUIDs out of event_data: the keys are then read off the ECS fields. */
function writeConsumedGuids(builder: FieldBuilder): void {
  for (const [prefix, keyField] of [
    ["process", "callout.process.key"],
    ["process.parent", "callout.parent.key"],
  ] as const) {
    const guid = builder.fields[`${prefix}.entity_id`];
    if (typeof guid === "string" && !builder.has(keyField)) builder.set(keyField, sysmonKey(guid));
  }
}

const LIBRARY = /^file\.(path|name|directory|extension|(?:hash|pe|code_signature)\..+)$/;

/** What Elastic's pipeline calls a loaded library, a pipe and a consumer's command by names of other things, under their own. */
function writeConsumedNames(builder: FieldBuilder, { class: kind }: Envelope): void {
  if (kind === "pipe_created" || kind === "pipe_connected") builder.set("x.pipe.name", builder.fields["file.name"]);
  if (kind === "wmi_event") builder.set("x.wmi.destination", builder.fields["process.executable"]);
  if (kind !== "image_load" && kind !== "driver_load") return;
  for (const [name, value] of Object.entries(builder.fields)) {
    const part = LIBRARY.exec(name)?.[1];
    if (part !== undefined) builder.set(`dll.${part}`, value);
  }
}

function writeNetwork(builder: FieldBuilder, envelope: Envelope, record: WindowsRecord): void {
  const sysmon = envelope.source !== "windows";
  if (sysmon) sysmonDirection(builder, asText(own(record.data, "Initiated")));
  const address = builder.fields["destination.ip"] ?? builder.fields["source.ip"];
  if (typeof address === "string") builder.set("network.type", address.includes(":") ? "ipv6" : "ipv4");
  const direction = builder.fields["network.direction"];
  if (typeof direction !== "string") return;
  const side = sysmon
    ? sysmonLocalSide(direction, String(builder.fields["network.transport"] ?? ""))
    : { side: localSide(direction), confident: true };
  writeEnds(builder, side.side, side.confident);
}

/** The stored fields, and those that others of them are made from. */
export const STORED_PARTS: ReadonlySet<string> = new Set([
  ...STORED_FIELDS,
  "source.ip",
  "source.port",
  "destination.ip",
  "destination.port",
  "network.transport",
]);

/** The canonical document of a Windows record (telemetry.md §1.4), or no more of it than the fields to be kept. */
export function windowsFields(envelope: Envelope, record: WindowsRecord, kept?: ReadonlySet<string>): FieldBuilder {
  const builder = new FieldBuilder(kept);
  const sysmon = envelope.source !== "windows";
  writeDocument(builder, record);
  writeEnvelope(builder, envelope, record);
  // Before the mapping: the event's own time is finer than the second a ProcessGuid holds.
  if (envelope.class === "process_creation") builder.set("process.start", formatTimestamp(envelope.timestamp));
  if (envelope.class === "process_termination") builder.set("process.end", formatTimestamp(envelope.timestamp));
  apply(sysmon ? sysmonMapping(record.eventId) : windowsMapping(record.channel.toLowerCase(), record.eventId), builder, record.data);
  if (sysmon) writeConsumedGuids(builder);
  if (sysmon && record.document && !kept) writeConsumedNames(builder, envelope);
  else writePidIdentity(builder, envelope);
  if (builder.has("source.ip") || builder.has("destination.ip")) writeNetwork(builder, envelope, record);
  return builder;
}
