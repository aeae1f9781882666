import { hash } from "node:crypto";
import { LOCATED, type Located, type RawBytes, type RawValues } from "../decode/located.ts";
import type { RawRecord } from "../decode/record.ts";
import type { EventClass } from "../event/class.ts";
import type { EpochMicros, Event, EventFields, EventId, HostRef, SourceKind, TimestampQuality } from "../event/event.ts";
import { type FieldRef, fieldRef } from "../event/field.ts";
import type { FieldValue } from "../event/value.ts";
import type { FieldBuilder } from "./builder.ts";
import { textsOf } from "./document.ts";
import type { Labels } from "./generic/labels.ts";
import { hostRef } from "./host.ts";
import { otherwiseOf } from "./otherwise.ts";

/** What every mapper settles before the first rule looks: matching needs this much and no more. */
export interface Envelope {
  readonly record: RawRecord;
  readonly source: SourceKind;
  readonly class: EventClass;
  /** When and where: a mapper may find these out when somebody asks, which for most events nobody does. */
  readonly timestamp: EpochMicros;
  readonly timestampQuality: TimestampQuality;
  readonly host: HostRef;
  /** What kind of log it is from, where the class alone does not say it. */
  readonly labels?: Labels | undefined;
}

/** Log-source routing: a rule asks for these in the ECS view whatever the event's dialect. */
const CLASS = fieldRef("ecs", "callout.class");
const SOURCE = fieldRef("ecs", "callout.source");
const DATASET = fieldRef("ecs", "callout.dataset");
const LABELS: ReadonlyMap<FieldRef, keyof Labels> = new Map([
  [fieldRef("ecs", "callout.product"), "product"],
  [fieldRef("ecs", "callout.category"), "category"],
  [fieldRef("ecs", "callout.service"), "service"],
]);

/**
 * An event that answers from its own record. The canonical document and the id cost microseconds and most events
 * match nothing, so both are made on first use and kept.
 */
export abstract class LazyEvent implements Event {
  readonly record: RawRecord;
  readonly source: SourceKind;
  readonly class: EventClass;
  readonly labels: Labels | undefined;
  private readonly envelope: Envelope;
  private cachedFields: FieldBuilder | undefined;
  private cachedStored: FieldBuilder | undefined;
  private cachedId: EventId | undefined;

  constructor(envelope: Envelope) {
    this.record = envelope.record;
    this.source = envelope.source;
    this.class = envelope.class;
    this.labels = envelope.labels;
    this.envelope = envelope;
  }

  get timestamp(): EpochMicros {
    return this.envelope.timestamp;
  }

  get timestampQuality(): TimestampQuality {
    return this.envelope.timestampQuality;
  }

  get host(): HostRef {
    return this.envelope.host;
  }

  /** Answers of one view; undefined means this event has no such field. */
  protected abstract sigma(name: string): FieldValue | undefined;
  protected abstract ecs(name: string): FieldValue | undefined;
  protected abstract defender(name: string): FieldValue | undefined;
  protected abstract buildFields(): FieldBuilder;
  /** At least the `STORED_FIELDS` of the canonical document. Where they come for less than the whole document, a mapper overrides this. */
  protected buildStored(): FieldBuilder {
    return this.built();
  }

  /** Where Elastic's integrations would keep the event: `windows.sysmon_operational`. Undefined where nothing tells. */
  protected abstract dataset(): string | undefined;

  /** What can be asked for by a name with stars in it. */
  protected named(): Iterable<readonly [name: string, value: FieldValue]> {
    return Object.entries(this.fields);
  }

  /** What makes this record itself and no other (telemetry.md §4); never the time it was received. */
  protected abstract identityParts(): readonly string[];

  get(field: FieldRef): FieldValue | undefined {
    switch (field.view) {
      case "sigma":
        return this.sigma(field.name);
      case "ecs":
        if (field === CLASS) return this.class;
        if (field === SOURCE) return this.source;
        if (field === DATASET) return this.dataset();
        if (LABELS.has(field)) return this.label(LABELS.get(field));
        return this.ecs(field.name) ?? this.ecsOtherwise(field);
      case "defender":
        return this.defender(field.name);
    }
  }

  /** Answered without the canonical document: it is asked of every event. */
  private label(part: keyof Labels | undefined): FieldValue | undefined {
    const words = part && this.labels?.[part];
    return words && words.length > 0 ? words : undefined;
  }

  /** What a record does not say itself, and fields asked for by a name with stars in it. */
  private ecsOtherwise(field: FieldRef): FieldValue | undefined {
    if (field.isPattern) return this.ecsLike(field);
    const otherwise = otherwiseOf(field);
    if (!otherwise) return undefined;
    const hostKey = this.host === hostRef(undefined) ? undefined : this.host.key;
    return otherwise({ hostKey, dataset: this.dataset(), ecs: (name) => this.ecs(name) });
  }

  /** The values of every field whose name is like the one asked for. */
  private ecsLike(field: FieldRef): FieldValue | undefined {
    const parts = field.name.split("*");
    const values = [...this.named()].flatMap(([name, value]) => (isLike(name, parts) ? [value].flat() : []));
    return values.length > 0 ? values : undefined;
  }

  locate(_field: FieldRef, _into: RawBytes): Located {
    return LOCATED.elsewhere;
  }

  rawValues(into: RawValues): boolean {
    return this.record.members?.rawValues(into) === true;
  }

  texts(): Iterable<string> {
    return textsOf(this.record.body);
  }

  get fields(): EventFields {
    return this.built().fields;
  }

  get storedFields(): EventFields {
    this.cachedStored ??= this.cachedFields ?? this.buildStored();
    return this.cachedStored.fields;
  }

  get warnings(): readonly string[] {
    return this.built().warnings;
  }

  get id(): EventId {
    this.cachedId ??= eventId(this.identityParts());
    return this.cachedId;
  }

  private built(): FieldBuilder {
    this.cachedFields ??= this.buildFields();
    return this.cachedFields;
  }
}

/** Whether a name is like one with stars in it. The first place that fits is as good as any, so one pass decides. */
function isLike(name: string, [first = "", ...rest]: readonly string[]): boolean {
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function eventId(parts: readonly string[]): EventId {
  const hex = hash("sha256", JSON.stringify(parts), "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}` as EventId;
}
