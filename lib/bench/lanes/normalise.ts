import { decode, isFault } from "#core/decode/decode";
import type { RawRecord } from "#core/decode/record";
import { bufferSource } from "#core/decode/source";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import type { Corpus } from "../corpus.ts";
import type { Lane } from "../lane.ts";
import { cpuSeconds, measure } from "../measure.ts";

/** Records to events: what matching needs, and what storing needs on top (`document`: the canonical fields and the id). */
export function normaliseLanes(corpora: readonly Corpus[]): readonly Lane[] {
  return corpora.flatMap((corpus) => [
    lane("normalise", corpus, () => undefined),
    lane("document", corpus, (event) => [event.fields, event.id]),
  ]);
}

function lane(name: string, corpus: Corpus, touch: (event: Event) => unknown): Lane {
  return {
    name,
    corpus: corpus.name,
    async run() {
      const records = await readRecords(corpus);
      const pass = (): void => {
        for (const record of records) {
          const event = normalise(record, { receivedAt: 0 });
          if (!("kind" in event)) touch(event);
        }
      };
      return { ...(await measure(corpus, () => cpuSeconds(pass))), records: records.length, bytes: corpus.bytes.length };
    },
  };
}

/** The corpus decoded, faults left out; as `scan` decodes it, or parsed. */
export async function readRecords(corpus: Corpus, { lazy = false }: { readonly lazy?: boolean } = {}): Promise<readonly RawRecord[]> {
  const records: RawRecord[] = [];
  for await (const item of decode(bufferSource(corpus.bytes), { file: corpus.name, lazy })) if (!isFault(item)) records.push(item);
  return records;
}

/** The events of records, faults left out. Fresh ones every time: an event keeps what it was asked. */
export function readEvents(records: readonly RawRecord[]): readonly Event[] {
  return records.flatMap((record) => {
    const event = normalise(record, { receivedAt: 0 });
    return "kind" in event ? [] : [event];
  });
}
