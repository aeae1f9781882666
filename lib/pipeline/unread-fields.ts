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

interface Verdict {
  isMapped: boolean;
  trials: number;
  count: number;
}

/**
 * Counts the fields of a file that no mapping and no enabled rule reads: what a rule for them would have to name, and the first
 * sign of a shipper that spells things its own way. Whether a mapping reads a field is found out by taking it away: the field is
 * read when the event is another one without it. Tried a few times a kind of event and field, then remembered.
 */
export class UnreadFields {
  private readonly kinds = new Map<string, Map<string, Verdict>>();
  private names = 0;

  constructor(private readonly ruleFields: ReadonlySet<string>) {}

  add(event: Event): void {
    const verdicts = this.kind(event);
    let canonical: string | undefined;
    for (const [path, value] of leavesOf(event.record.body)) {
      const name = path.join(".");
      let verdict = verdicts.get(name);
      if (!verdict) {
        if (this.names >= DISTINCT_NAMES) continue;
        this.names++;
        verdict = { isMapped: this.isRuled(path), trials: 0, count: 0 };
        verdicts.set(name, verdict);
      }
      if (verdict.isMapped) continue;
      verdict.count++;
      if (verdict.trials >= TRIALS || isEmpty(value) || event.source === "unknown") continue;
      verdict.trials++;
      canonical ??= printed(event);
      verdict.isMapped = canonical !== printedWithout(event, path);
    }
  }

  /** The most frequent ones, by the name their source gives them. */
  top(): readonly { readonly name: string; readonly count: number }[] {
    const counts = new Map<string, number>();
    for (const verdicts of this.kinds.values()) {
      for (const [name, { isMapped, count }] of verdicts) if (!isMapped) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return [...counts]
      .map(([name, count]) => ({ name: name.replace(/^EventData\.|^winlog\.event_data\./, ""), count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, UNREAD_FIELDS);
  }

  private kind(event: Event): Map<string, Verdict> {
    const kind = `${event.record.shape} ${event.source} ${event.class}`;
    const known = this.kinds.get(kind) ?? new Map<string, Verdict>();
    this.kinds.set(kind, known);
    return known;
  }

  private isRuled(path: readonly string[]): boolean {
    const own = path.at(-1) ?? "";
    const dotted = path.join(".");
    return ["sigma", "ecs", "defender"].some((view) => this.ruleFields.has(`${view}:${own}`) || this.ruleFields.has(`${view}:${dotted}`));
  }
}

const isEmpty = (value: JsonValue): boolean => value === null || value === "" || value === "-";

function* leavesOf(body: JsonObject, above: readonly string[] = []): Generator<readonly [path: readonly string[], value: JsonValue]> {
  for (const [name, value] of Object.entries(body)) {
    const path = [...above, name];
    if (isObject(value) && path.length < DEEPEST) yield* leavesOf(value, path);
    else yield [path, value];
  }
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
