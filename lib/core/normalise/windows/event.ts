import type { RawRecord } from "../../decode/record.ts";
import { windowsDataset } from "../../event/dataset.ts";
import type { EpochMicros, Event } from "../../event/event.ts";
import { parseTimestamp } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { defenderColumn } from "../derive/defender.ts";
import { sigmaField } from "../derive/sigma.ts";
import { asFieldValue, asText, canonicalJson, own, readPath } from "../document.ts";
import type { Labels } from "../generic/labels.ts";
import { hostRef } from "../host.ts";
import { type Envelope, LazyEvent } from "../lazy-event.ts";
import { firstTime, sysmonTime } from "../time.ts";
import { windowsKind } from "./categories.ts";
import { classifyWindows } from "./classify.ts";
import { STORED_PARTS, windowsFields } from "./fields.ts";
import type { WindowsRecord } from "./layout.ts";

/** Columns a collector adds on the way: two copies of one event differ in them. */
const COLLECTOR: ReadonlySet<string> = new Set([
  "@timestamp",
  "@version",
  "EventReceivedTime",
  "SourceModuleName",
  "SourceModuleType",
  "TimeCollected",
  "host",
  "port",
  "tags",
]);

/** Sigma's other names, as SigmaHQ's own log-source configuration declares them (`tests/thor.yml`); nothing else is derived. */
const CREATION_ALIAS: { readonly [name: string]: string } = { Image: "NewProcessName", ParentImage: "ParentProcessName" };
const ANTIVIRUS_ALIAS: { readonly [name: string]: string } = { Signature: "ThreatName", Filename: "Path" };

/** Both vocabularies: rules always test for both, and sensors know only one (telemetry.md §1.5.3). */
const DIRECTION: { readonly [direction: string]: readonly string[] } = {
  egress: ["egress", "outgoing", "outbound"],
  ingress: ["ingress", "incoming", "inbound"],
};

const ECS_SHAPED = /^(?:process|source|destination|registry|file|dns)(?:\.|$)/;

class WindowsEvent extends LazyEvent {
  private readonly native: WindowsRecord;
  private unspaced: ReadonlyMap<string, JsonValue> | undefined;
  private consumed: boolean | undefined;

  constructor(envelope: Envelope, native: WindowsRecord) {
    super(envelope);
    this.native = native;
  }

  protected sigma(name: string): FieldValue | undefined {
    const native = this.native;
    switch (name) {
      case "EventID":
        return native.eventId < 0 ? undefined : native.eventId;
      case "Provider_Name":
        return native.provider;
      case "Channel":
        return this.channel();
    }
    const value = native.data[name];
    if (typeof value === "string") return value;
    return (value !== undefined && Object.hasOwn(native.data, name) ? asFieldValue(value) : undefined) ?? this.indirect(name);
  }

  /** Names that are not members of the data: `System`, aliases, names without their spaces, a consumed event_data. */
  private indirect(name: string): FieldValue | undefined {
    const native = this.native;
    if (name === "Computer" || name === "ComputerName") return native.computer;
    if (name === "EventLog") return native.channel;
    if (name === "EventRecordID") return native.layout.recordId(native.body);
    // Rules ask for many names that are not there: a flat record was already asked for all but the renamed ones.
    const isElsewhere = !native.flat || native.layout.renamed?.has(name) === true;
    const header = isElsewhere ? asFieldValue(native.layout.rest(native.body, name)) : undefined;
    if (header !== undefined) return header;
    if (this.source === "sysmon")
      return native.document && this.isConsumed(native.document) ? sigmaField(name, this.fields, this.class) : undefined;
    if (this.class === "process_creation") return Object.hasOwn(CREATION_ALIAS, name) ? this.sigma(CREATION_ALIAS[name] ?? "") : undefined;
    if (this.class === "antivirus" && Object.hasOwn(ANTIVIRUS_ALIAS, name)) return this.sigma(ANTIVIRUS_ALIAS[name] ?? "");
    this.unspaced ??= withoutSpaces(native);
    return asFieldValue(this.unspaced.get(name));
  }

  /** The log-cleared events carry the cleared log's name as `Channel` too: both are the record's channel. */
  private channel(): FieldValue {
    const { data, channel, flat } = this.native;
    const inner = flat ? undefined : asText(own(data, "Channel"));
    return inner === undefined || inner === channel ? channel : [channel, inner];
  }

  private isConsumed(document: JsonObject): boolean {
    this.consumed ??= Object.keys(document).some((key) => ECS_SHAPED.test(key));
    return this.consumed;
  }

  protected ecs(name: string): FieldValue | undefined {
    if (name.startsWith("winlog.")) {
      const native = this.winlog(name.slice(7));
      if (native !== undefined) return native;
    }
    if (name === "event.action") return this.actions();
    const value = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
    if (name === "network.direction" && typeof value === "string") return Object.hasOwn(DIRECTION, value) ? DIRECTION[value] : value;
    if (value !== undefined) return value;
    if (name === "message") return asFieldValue(this.native.layout.rest(this.native.body, "Message"));
    return this.native.document && asFieldValue(readPath(this.native.document, name));
  }

  private winlog(name: string): FieldValue | undefined {
    for (const part of ["event_data.", "user_data."]) {
      if (name.startsWith(part)) return asFieldValue(own(this.native.data, name.slice(part.length)));
    }
    return undefined;
  }

  private actions(): FieldValue | undefined {
    const known = windowsKind(this.source, this.class, this.native.channel.toLowerCase(), this.native.eventId)?.action ?? [];
    const native = asText(this.native.document && readPath(this.native.document, "event.action"));
    const actions = native === undefined || known.includes(native) ? known : [native, ...known];
    return actions.length > 0 ? actions : undefined;
  }

  protected dataset(): string {
    const { channel, provider } = this.native;
    return this.source === "unknown" ? "sysmon_linux.log" : windowsDataset(channel, provider);
  }

  protected override *named(): Iterable<readonly [name: string, value: FieldValue]> {
    yield* super.named();
    for (const [name, value] of Object.entries(this.native.data)) {
      const found = asFieldValue(value);
      if (found !== undefined) yield [`winlog.event_data.${name}`, found];
    }
  }

  protected defender(name: string): FieldValue | undefined {
    return defenderColumn(name, this);
  }

  protected buildFields(): FieldBuilder {
    return windowsFields(this, this.native);
  }

  protected override buildStored(): FieldBuilder {
    return windowsFields(this, this.native, STORED_PARTS);
  }

  protected identityParts(): readonly string[] {
    const { data, channel, layout, body, created, eventId } = this.native;
    const recordId = layout.recordId(body);
    const log = [this.host.key, channel.toLowerCase()];
    const utcTime = this.source !== "windows" ? asText(own(data, "UtcTime")) : undefined;
    const when = utcTime ?? created ?? layout.times(body).find((text) => text !== undefined) ?? "";
    const parsed = parseTimestamp(when);
    const time = parsed ? String(Math.floor(parsed.micros / 1000)) : when;
    if (recordId !== undefined && recordId !== "0") return ["windows", ...log, recordId, time];
    const content = Object.fromEntries(Object.entries(data).filter(([name]) => !COLLECTOR.has(name)));
    return ["windows-content", ...log, String(eventId), time, canonicalJson(content)];
  }
}

const NONE: ReadonlyMap<string, JsonValue> = new Map();

/** `Threat Name` is `ThreatName` in rules: Sigma's field names have no spaces. Security's, asked most, never have one. */
function withoutSpaces({ channel, data }: WindowsRecord): ReadonlyMap<string, JsonValue> {
  if (channel === "Security" || channel === "security") return NONE;
  let names: Map<string, JsonValue> | undefined;
  for (const name in data) {
    if (!name.includes(" ") || !Object.hasOwn(data, name)) continue;
    names ??= new Map();
    names.set(name.replaceAll(" ", ""), data[name] ?? null);
  }
  return names ?? NONE;
}

const RPC_FIREWALL: Labels = { product: ["rpc_firewall"], category: ["application"] };
const RPC_FIREWALL_LOG = /^RPCFW$/i;

/** RPC Firewall writes a log of its own, and SigmaHQ calls it a product of its own. */
function labelsOf({ channel, data }: WindowsRecord): Labels | undefined {
  return RPC_FIREWALL_LOG.test(channel) || RPC_FIREWALL_LOG.test(asText(own(data, "EventLog")) ?? "") ? RPC_FIREWALL : undefined;
}

/** A Windows event-log record as an event. */
export function windowsEvent(record: RawRecord, native: WindowsRecord, receivedAt: EpochMicros): Event {
  const kind = classifyWindows(native);
  const utcTime = kind.source !== "windows" ? native.data.UtcTime : undefined;
  const time = typeof utcTime === "string" ? sysmonTime(utcTime, native.created, receivedAt) : undefined;
  const { timestamp, timestampQuality } = time ?? firstTime(native.layout.times(native.body), receivedAt);
  const host = hostRef(native.computer);
  const labels = kind.source === "windows" ? labelsOf(native) : undefined;
  return new WindowsEvent({ record, source: kind.source, class: kind.class, timestamp, timestampQuality, host, labels }, native);
}
