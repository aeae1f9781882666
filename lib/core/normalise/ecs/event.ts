import type { RawRecord } from "../../decode/record.ts";
import { endpointDataset } from "../../event/dataset.ts";
import type { EpochMicros, Event, SourceKind } from "../../event/event.ts";
import { type JsonDraft, setMember } from "../../event/json-member.ts";
import { decodeEndpointEntity, endpointKey, pidKey } from "../../event/process-key.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import { FieldBuilder } from "../builder.ts";
import { defenderColumn } from "../derive/defender.ts";
import { sigmaField } from "../derive/sigma.ts";
import { asFieldValue, asText, canonicalJson, eachLeaf, isList, readPath, recordDataset, sortedKeys } from "../document.ts";
import { readNamed } from "../generic/read.ts";
import { type Recognised, recognise } from "../generic/recognise.ts";
import { hostRef } from "../host.ts";
import { type Envelope, LazyEvent } from "../lazy-event.ts";
import { localSide, writeEnds } from "../remote.ts";
import { baseName } from "../text.ts";
import { firstTime } from "../time.ts";
import { classifyEcs } from "./classify.ts";

/** Fields whose canonical value is not the native text: addresses are unwrapped, ports and pids are numbers. */
const ADDRESSES = ["source.ip", "destination.ip"] as const;
const NUMBERS = ["source.port", "destination.port", "process.pid", "process.parent.pid"] as const;

/** Members of a Kibana export and of the shipper, not of the event. */
const OUTSIDE = /^(?:@timestamp|@metadata|@version|message|_id|_index|_score|sort)(?:\.|$)/;

/** What the way through Elasticsearch adds to a document. */
const STAMPED = /^(?:_|@metadata|@version)/;

/** An ECS document: Elastic Endpoint's, or any other sensor's that speaks ECS. */
class EcsEvent extends LazyEvent {
  private readonly document: JsonObject;

  private readonly recognised: Recognised;

  constructor(envelope: Envelope, document: JsonObject, recognised: Recognised) {
    super(envelope);
    this.document = document;
    this.recognised = recognised;
  }

  /** Names no Sigma rule for Windows uses are asked of the document itself, so that home-made rules can read it. */
  protected sigma(name: string): FieldValue | undefined {
    return sigmaField(name, this.fields, this.class) ?? readNamed(this.recognised.document, name, this.recognised.reading);
  }

  protected ecs(name: string): FieldValue | undefined {
    return asFieldValue(readPath(this.document, name)) ?? (Object.hasOwn(this.fields, name) ? this.fields[name] : undefined);
  }

  protected dataset(): string | undefined {
    return (
      recordDataset(this.document) ??
      recordDataset(this.record.body) ??
      (this.source === "endpoint" ? endpointDataset(this.class) : undefined)
    );
  }

  protected defender(name: string): FieldValue | undefined {
    return defenderColumn(name, this);
  }

  protected buildFields(): FieldBuilder {
    const builder = new FieldBuilder();
    for (const name of ADDRESSES) builder.ip(name, scalarAt(this.document, name));
    for (const name of NUMBERS) builder.long(name, scalarAt(this.document, name));
    for (const key of Object.keys(this.document)) {
      if (!OUTSIDE.test(key)) eachLeaf(this.document[key] ?? null, key, (name, value) => writeLeaf(builder, name, value));
    }
    builder.set("event.kind", "event");
    builder.set("host.name", this.host.name);
    if (this.source === "endpoint") builder.set("host.os.type", "windows");
    this.writeProcess(builder);
    const direction = builder.fields["network.direction"];
    if (typeof direction === "string" && (builder.has("source.ip") || builder.has("destination.ip"))) {
      writeEnds(builder, localSide(direction === "incoming" || direction === "inbound" ? "ingress" : direction));
    }
    return builder;
  }

  /** Keys of the process and its parent; Endpoint's ids carry the start time, other sensors' do not. */
  private writeProcess(builder: FieldBuilder): void {
    if (this.class === "process_creation") builder.set("process.start", formatTimestamp(this.timestamp));
    if (this.class === "process_termination") builder.set("process.end", formatTimestamp(this.timestamp));
    for (const [prefix, keyField] of [
      ["process", "callout.process.key"],
      ["process.parent", "callout.parent.key"],
    ] as const) {
      const executable = builder.fields[`${prefix}.executable`];
      if (typeof executable === "string") builder.set(`${prefix}.name`, baseName(executable));
      const entityId = builder.fields[`${prefix}.entity_id`];
      if (typeof entityId !== "string" || entityId === "") continue;
      builder.set(keyField, endpointKey(entityId));
      const decoded = decodeEndpointEntity(entityId);
      if (decoded) {
        builder.set(`${prefix}.pid`, decoded.pid);
        builder.set(`${prefix}.start`, formatTimestamp(decoded.start));
      }
    }
    const pid = builder.fields["process.pid"];
    if (typeof pid !== "number" || builder.has("process.entity_id")) return;
    const key = this.class === "process_creation" ? pidKey(this.host.key, pid, this.timestamp) : undefined;
    builder.set("process.entity_id", key ?? `pid:${this.host.key}:${pid}`);
    builder.set("callout.process.key", key);
  }

  /** Endpoint numbers its events; other documents are known by their content, less what the pipeline stamped on it. */
  protected identityParts(): readonly string[] {
    const agent = asText(readPath(this.document, "agent.id"));
    const id = asText(readPath(this.document, "event.id"));
    if (this.source === "endpoint" && agent !== undefined && id !== undefined) return ["endpoint", agent, id];
    const content: JsonDraft = {};
    const add = (name: string, value: FieldValue) => {
      if (name !== "event.ingested" && !STAMPED.test(name)) setMember(content, name, value);
    };
    // Of a name that is spelt twice (`a.b` and `a: { b }`) the same one counts, in whatever order they come.
    eachLeaf(this.document, "", add, sortedKeys);
    return ["ecs-content", canonicalJson(content)];
  }
}

const TYPED: ReadonlySet<string> = new Set([...ADDRESSES, ...NUMBERS]);

function writeLeaf(builder: FieldBuilder, name: string, value: FieldValue): void {
  if (value !== "" && !TYPED.has(name)) builder.set(name, value);
}

/** Kibana's `fields` exports wrap every value in a list of one. */
function scalarAt(document: JsonObject, path: string): JsonValue | undefined {
  const value = readPath(document, path);
  return value !== undefined && value !== null && isList(value) ? value[0] : value;
}

function wordsAt(document: JsonObject, path: string): readonly string[] {
  const value = readPath(document, path);
  if (value === undefined || value === null) return [];
  return (isList(value) ? value : [value]).flatMap((item) => asText(item)?.toLowerCase() ?? []);
}

function textAt(document: JsonObject, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = asText(scalarAt(document, path));
    if (text) return text;
  }
  return undefined;
}

/** `host.hostname` may be the FQDN and `host.name` the short name, or the other way round: the longer says more. */
function hostName(document: JsonObject): string | undefined {
  const name = textAt(document, "host.name");
  const hostname = textAt(document, "host.hostname");
  const longer = name && hostname?.toLowerCase().startsWith(`${name.toLowerCase()}.`) ? hostname : name;
  return longer ?? hostname ?? textAt(document, "host.id", "agent.name");
}

/** Whether the document was written by Elastic Endpoint (Elastic Defend). */
function isEndpoint(document: JsonObject): boolean {
  if (textAt(document, "agent.type") === "endpoint") return true;
  return [textAt(document, "event.dataset"), textAt(document, "data_stream.dataset")].some((name) => name?.startsWith("endpoint."));
}

/** An ECS document as an event. */
export function ecsEvent(record: RawRecord, document: JsonObject, receivedAt: EpochMicros): Event {
  const source: SourceKind = isEndpoint(document) ? "endpoint" : "unknown";
  const words = {
    categories: wordsAt(document, "event.category"),
    types: wordsAt(document, "event.type"),
    action: wordsAt(document, "event.action")[0] ?? "",
    hasQuestion: readPath(document, "dns.question.name") !== undefined,
  };
  const time = firstTime([textAt(document, "@timestamp"), textAt(document, "event.created")], receivedAt);
  const recognised = source === "endpoint" ? { document, reading: undefined } : recognise(document);
  const { reading } = recognised;
  const labels = reading ? { labels: reading.labels } : {};
  const host = hostRef(hostName(document));
  const ofWords = classifyEcs(words);
  const kind = ofWords === "other" ? (reading?.class ?? ofWords) : ofWords;
  return new EcsEvent({ record, source, class: kind, host, ...time, ...labels }, document, recognised);
}
