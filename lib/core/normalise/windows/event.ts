import { MEMBER_NAMES } from "../../decode/json/member-names.ts";
import { LOCATED, type Located, type RawBytes } from "../../decode/located.ts";
import type { RawRecord } from "../../decode/record.ts";
import type { EventClass } from "../../event/class.ts";
import { windowsDataset } from "../../event/dataset.ts";
import type { EpochMicros, Event, HostRef, SourceKind, TimestampQuality } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import { parseTimestamp } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { defenderColumn } from "../derive/defender.ts";
import { sigmaField } from "../derive/sigma.ts";
import { asFieldValue, asText, canonicalJson, own, readPath } from "../document.ts";
import type { Labels } from "../generic/labels.ts";
import { hostRef } from "../host.ts";
import { type Envelope, LazyEvent } from "../lazy-event.ts";
import { type EventTime, firstTime, sysmonTime } from "../time.ts";
import { windowsKind } from "./categories.ts";
import { classifyWindows, type WindowsKind } from "./classify.ts";
import { STORED_PARTS, systemOf, windowsFields } from "./fields.ts";
import { FLAT_RENAMED } from "./flat.ts";
import { dataMember, type WindowsRecord } from "./layout.ts";
import { levelNames } from "./level.ts";

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
type Names = { readonly [name: string]: readonly string[] };
const FILE_ALIAS: Names = { TargetFilename: ["FilePath", "FileName"] };
const CLASS_ALIAS: { readonly [C in EventClass]?: Names } = {
  antivirus: { Signature: ["ThreatName"], Filename: ["Path"] },
  file_event: FILE_ALIAS,
  file_rename: FILE_ALIAS,
  file_delete: FILE_ALIAS,
};

/** Both vocabularies: rules always test for both, and sensors know only one (telemetry.md §1.5.3). */
const DIRECTION: { readonly [direction: string]: readonly string[] } = {
  egress: ["egress", "outgoing", "outbound"],
  ingress: ["ingress", "incoming", "inbound"],
};

const ECS_SHAPED = /^(?:process|source|destination|registry|file|dns)(?:\.|$)/;

/** Names that `WindowsEvent.sigma` answers itself, and those it looks for elsewhere when the data has no such member. */
const ANSWERED: ReadonlySet<string> = new Set(["EventID", "Provider_Name", "Channel"]);
const INDIRECT: ReadonlySet<string> = new Set(["Computer", "ComputerName", "EventLog", "EventRecordID", ...FLAT_RENAMED]);

/** How a field of Sigma's is looked for among members. */
interface MemberPlan {
  /** -1 for fields that are more than a member. */
  readonly member: number;
  /** The other name of a process creation's field; -1 when it has none. */
  readonly alias: number;
  /** Whether it may stand elsewhere when there is no such member. */
  readonly isIndirect: boolean;
}

/** By the indexes of the fields that ask. */
const memberPlans: (MemberPlan | undefined)[] = [];

function memberPlan({ index, name }: FieldRef): MemberPlan {
  const alias = Object.hasOwn(CREATION_ALIAS, name) ? CREATION_ALIAS[name] : undefined;
  const plan: MemberPlan = {
    member: ANSWERED.has(name) ? -1 : MEMBER_NAMES.numberOf(name),
    alias: alias === undefined ? -1 : MEMBER_NAMES.numberOf(alias),
    isIndirect: INDIRECT.has(name),
  };
  memberPlans[index] = plan;
  return plan;
}

class WindowsEvent extends LazyEvent {
  private readonly native: WindowsRecord;
  readonly rowKind: object | undefined;
  private unspaced: ReadonlyMap<string, JsonValue> | undefined;
  private consumed: boolean | undefined;

  constructor(envelope: WindowsEnvelope, native: WindowsRecord) {
    super(envelope);
    this.native = native;
    this.rowKind = native.flat ? envelope.kind : undefined;
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
    const { members } = native;
    if (members) return asFieldValue(members.value(MEMBER_NAMES.numberOf(name))) ?? this.indirect(name);
    const value = native.data[name];
    if (typeof value === "string") return value;
    return (value !== undefined && Object.hasOwn(native.data, name) ? asFieldValue(value) : undefined) ?? this.indirect(name);
  }

  override locate(field: FieldRef, into: RawBytes): Located {
    const { members } = this.native;
    if (!members || field.view !== "sigma") return LOCATED.elsewhere;
    const { member, alias, isIndirect } = memberPlans[field.index] ?? memberPlan(field);
    if (member < 0) return LOCATED.elsewhere;
    const located = members.locate(member, into);
    if (located !== LOCATED.absent) return located;
    // What `indirect` would go on with.
    if (isIndirect) return LOCATED.elsewhere;
    if (this.source === "sysmon") return LOCATED.absent;
    if (CLASS_ALIAS[this.class] !== undefined) return LOCATED.elsewhere;
    if (this.class !== "process_creation") return this.otherNames() === NONE ? LOCATED.absent : LOCATED.elsewhere;
    return alias < 0 ? LOCATED.absent : members.locate(alias, into);
  }

  /** Names that are not members of the data: `System`, aliases, names without their spaces, a consumed event_data. */
  private indirect(name: string): FieldValue | undefined {
    const native = this.native;
    if (name === "Computer" || name === "ComputerName") return native.computer;
    if (name === "EventLog") return native.channel;
    if (name === "EventRecordID") return native.layout.recordId(native.body);
    if (name === "Data") return asFieldValue(native.layout.unnamed?.(native.data));
    // Rules ask for many names that are not there: a flat record was already asked for all but the renamed ones.
    const isElsewhere = !native.flat || native.layout.renamed?.has(name) === true;
    const header = isElsewhere ? asFieldValue(native.layout.rest(native.body, name)) : undefined;
    if (header !== undefined) return name === "Level" ? levelNames(String(header)) : header;
    if (this.source === "sysmon")
      return native.document && this.isConsumed(native.document) ? sigmaField(name, this.fields, this.class) : undefined;
    if (this.class === "process_creation") return Object.hasOwn(CREATION_ALIAS, name) ? this.sigma(CREATION_ALIAS[name] ?? "") : undefined;
    const aliases = CLASS_ALIAS[this.class];
    if (aliases && Object.hasOwn(aliases, name)) {
      for (const other of aliases[name] ?? []) {
        const value = this.sigma(other);
        if (value !== undefined) return value;
      }
    }
    return asFieldValue(this.otherNames().get(name));
  }

  private otherNames(): ReadonlyMap<string, JsonValue> {
    this.unspaced ??= this.native.members?.hasSpacedName === false ? NONE : withoutSpaces(this.native);
    return this.unspaced;
  }

  /** The log-cleared events carry the cleared log's name as `Channel` too: both are the record's channel. */
  private channel(): FieldValue {
    const { channel, flat } = this.native;
    const inner = flat ? undefined : asText(own(this.native.data, "Channel"));
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
    // Rules for other systems ask it of every event: it is not worth the whole document.
    if (name === "host.os.type" && !this.native.document) return systemOf(this.source);
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
const RPC_FIREWALL_LOG = "RPCFW";

/** RPC Firewall writes a log of its own, and SigmaHQ calls it a product of its own. */
function labelsOf(native: WindowsRecord): Labels | undefined {
  const { channel } = native;
  if (channel.length === RPC_FIREWALL_LOG.length && channel.toUpperCase() === RPC_FIREWALL_LOG) return RPC_FIREWALL;
  return asText(dataMember(native, "EventLog"))?.toUpperCase() === RPC_FIREWALL_LOG ? RPC_FIREWALL : undefined;
}

/** When a record was written and by which host, found out when somebody asks. */
class WindowsEnvelope implements Envelope {
  readonly record: RawRecord;
  readonly source: SourceKind;
  readonly class: EventClass;
  readonly labels: Labels | undefined;
  readonly kind: WindowsKind;
  private readonly native: WindowsRecord;
  private readonly receivedAt: EpochMicros;
  private time: EventTime | undefined;

  constructor(record: RawRecord, native: WindowsRecord, receivedAt: EpochMicros) {
    const kind = classifyWindows(native);
    this.record = record;
    this.kind = kind;
    this.source = kind.source;
    this.class = kind.class;
    this.labels = kind.source === "windows" ? labelsOf(native) : undefined;
    this.native = native;
    this.receivedAt = receivedAt;
  }

  get timestamp(): EpochMicros {
    this.time ??= this.timeOf();
    return this.time.timestamp;
  }

  get timestampQuality(): TimestampQuality {
    this.time ??= this.timeOf();
    return this.time.timestampQuality;
  }

  get host(): HostRef {
    return hostRef(this.native.computer);
  }

  private timeOf(): EventTime {
    const { native, receivedAt } = this;
    const utcTime = this.source !== "windows" ? dataMember(native, "UtcTime") : undefined;
    const own = typeof utcTime === "string" ? sysmonTime(utcTime, native.created, receivedAt) : undefined;
    return own ?? firstTime(native.layout.times(native.body), receivedAt);
  }
}

/** A Windows event-log record as an event. */
export function windowsEvent(record: RawRecord, native: WindowsRecord, receivedAt: EpochMicros): Event {
  return new WindowsEvent(new WindowsEnvelope(record, native, receivedAt), native);
}
