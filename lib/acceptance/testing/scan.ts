import { decode, isFault } from "#core/decode/decode";
import type { DecodeFault } from "#core/decode/fault";
import type { ByteSource } from "#core/decode/source";
import type { RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";

/** What one file gave: `hits` are the record numbers by rule id, in the order of the file. */
export interface Scanned {
  readonly events: number;
  readonly faults: readonly DecodeFault[];
  readonly hits: ReadonlyMap<string, readonly number[]>;
}

/** After every event there is: times ahead of their receipt are not believed. */
const RECEIVED_AT = Date.UTC(2040, 0) * 1_000;

/** Decode, normalise, match: the line without a store. `look` sees every event, before it is matched. */
export async function scan(source: ByteSource, file: string, rules: RuleSet, look: (event: Event) => void = () => {}): Promise<Scanned> {
  const hits = new Map<string, number[]>();
  const faults: DecodeFault[] = [];
  let events = 0;
  for await (const item of decode(source, { file })) {
    const event = isFault(item) ? item : normalise(item, { receivedAt: RECEIVED_AT });
    if ("kind" in event) {
      faults.push(event);
      continue;
    }
    events++;
    look(event);
    for (const { id } of rules.match(event)) {
      const records = hits.get(id) ?? [];
      records.push(event.record.position.record);
      hits.set(id, records);
    }
  }
  return { events, faults, hits };
}
