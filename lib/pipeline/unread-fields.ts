import type { RawRecord } from "#core/decode/record";
import type { Event } from "#core/event/event";
import type { JsonObject, JsonValue } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { UNREAD_FIELDS } from "#features/ingest/constants";

/** Names told apart; a file that makes up a new name for every record is not worth more memory. */
const DISTINCT_NAMES = 20_000;
const DEEPEST = 8;
/** Values of a field that are tried before it counts as unread: an empty one or a dash is mapped to nothing. */
const TRIALS = 3;

/** A field of one kind of event. */
interface Verdict {
  readonly path: readonly string[];
  isMapped: boolean;
  trials: number;
  count: number;
}

/** Members of an object by name: fields, and the members of those that are objects themselves. Every event walks down here. */
interface Members {
  readonly fields: Map<string, Verdict>;
  readonly objects: Map<string, Members>;
}

/**
 * Counts the fields of a file that no mapping and no enabled rule reads: what a rule for them would have to name, and the first
 * sign of a shipper that spells things its own way. Whether a mapping reads a field is found out by taking it away: the field is
 * read when the event is another one without it. Tried a few times a kind of event and field, then remembered.
 */
export class UnreadFields {
  private readonly kinds = new Map<string, Members>();
  private names = 0;

  constructor(private readonly ruleFields: ReadonlySet<string>) {}

  add(event: Event): void {
    const kind = `${event.record.shape} ${event.source} ${event.class}`;
    const known = this.kinds.get(kind) ?? noMembers();
    this.kinds.set(kind, known);
    this.addMembers(event, event.record.body, known, []);
  }

  private addMembers(event: Event, body: JsonObject, known: Members, above: readonly string[]): void {
    for (const name in body) {
      const value = body[name] ?? null;
      if (isObject(value) && above.length + 1 < DEEPEST) {
        const members = known.objects.get(name) ?? this.remember(known.objects, name, noMembers());
        if (members) this.addMembers(event, value, members, [...above, name]);
        continue;
      }
      const verdict = known.fields.get(name) ?? this.remember(known.fields, name, this.firstVerdict([...above, name]));
      if (verdict && !verdict.isMapped) this.judge(event, value, verdict);
    }
  }

  private judge(event: Event, value: JsonValue, verdict: Verdict): void {
    verdict.count++;
    if (verdict.trials >= TRIALS || isEmpty(value) || event.source === "unknown") return;
    verdict.trials++;
    verdict.isMapped = printed(event) !== printedWithout(event, verdict.path);
  }

  private firstVerdict(path: readonly string[]): Verdict {
    return { path, isMapped: this.isRuled(path), trials: 0, count: 0 };
  }

  private remember<T>(members: Map<string, T>, name: string, first: T): T | undefined {
    if (this.names >= DISTINCT_NAMES) return undefined;
    this.names++;
    members.set(name, first);
    return first;
  }

  /** The most frequent ones, by the name their source gives them. */
  top(): readonly { readonly name: string; readonly count: number }[] {
    const counts = new Map<string, number>();
    for (const { path, isMapped, count } of [...this.kinds.values()].flatMap(verdictsOf)) {
      const name = path.join(".");
      if (!isMapped) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return [...counts]
      .map(([name, count]) => ({ name: name.replace(/^EventData\.|^winlog\.event_data\./, ""), count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, UNREAD_FIELDS);
  }

  private isRuled(path: readonly string[]): boolean {
    const own = path.at(-1) ?? "";
    const dotted = path.join(".");
    return ["sigma", "ecs", "defender"].some((view) => this.ruleFields.has(`${view}:${own}`) || this.ruleFields.has(`${view}:${dotted}`));
  }
}

const isEmpty = (value: JsonValue): boolean => value === null || value === "" || value === "-";

const noMembers = (): Members => ({ fields: new Map(), objects: new Map() });

function verdictsOf({ fields, objects }: Members): readonly Verdict[] {
  return [...fields.values(), ...[...objects.values()].flatMap(verdictsOf)];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(body: JsonObject, [name = "", ...rest]: readonly string[]): JsonObject {
  const { [name]: value, ...others } = body;
  return rest.length > 0 && isObject(value) ? { ...others, [name]: without(value, rest) } : others;
}

/** Everything that a reader of the event could tell it by. */
function printed(event: Event): string {
  return JSON.stringify([event.source, event.class, event.host.key, event.timestamp, event.timestampQuality, event.fields]);
}

function printedWithout(event: Event, path: readonly string[]): string {
  const record: RawRecord = { ...event.record, body: without(event.record.body, path) };
  const other = normalise(record, { receivedAt: event.timestamp });
  return "kind" in other ? "" : printed(other);
}
