import type pg from "pg";
import type { EpochMicros } from "#core/event/event";
import { comparePlaces, findBursts, findNeighbours, readHits } from "#features/hit/data";
import { findLastEnds } from "#features/hit/finding/data";
import type { HitPlace, HitSpan, StoredHit } from "#features/hit/types";
import type { StatefulRule } from "./stateful-rule.ts";

/** A part whose hits of [first, last] have not been looked at. */
export interface TouchedPart {
  readonly stateful: StatefulRule;
  readonly key: string;
  readonly first: EpochMicros;
  readonly last: EpochMicros;
}

/** What is read of a touched part, and what running it over that decides. */
export interface ReadPart extends TouchedPart {
  readonly hits: readonly StoredHit[];
  /** Findings that are complete in this span are all found, and no others count. */
  readonly decides: HitSpan;
  /** That nothing is found before it is known (windows). */
  readonly quietBefore?: EpochMicros;
  /** There were more hits than are read at once: what lies before the oldest of them was not looked at. */
  readonly isCut: boolean;
}

/**
 * Reads of each part what its rule needs (`core/detection/reading`). Findings of the store itself tell where windows begin anew,
 * so the caller must hold the parts. `mostHits`: of each part.
 */
export async function readParts(client: pg.PoolClient, touched: readonly TouchedPart[], mostHits: number): Promise<readonly ReadPart[]> {
  const refs = touched.map(({ stateful, key, first, last }) => ({ planId: stateful.planId, key, first, last }));
  const withReading = touched.map((part, at) => ({ part, ref: refs[at] ?? { planId: 0, key: "0", first: 0, last: 0 } }));
  const bursting = withReading.flatMap(({ part: { stateful }, ref }) =>
    stateful.reading.kind === "burst" || stateful.reading.kind === "window"
      ? [{ ...ref, gap: stateful.reading.gap, looksBack: stateful.reading.kind === "burst" }]
      : [],
  );
  const bursts = new Map((await findBursts(client, bursting)).map((span) => [idOf(span), span]));
  const besides = withReading.filter(({ part: { stateful } }) => stateful.reading.kind === "neighbours").map(({ ref }) => ref);
  for (const span of await findNeighbours(client, besides)) bursts.set(idOf(span), span);
  const windows = bursting.filter(({ looksBack }) => !looksBack);
  const ends = await findLastEnds(
    client,
    windows.map(({ planId, key, first, gap }) => ({ planId, key, since: first - gap, before: first })),
  );
  const endOf = new Map(windows.map((window, at) => [idOf(window), ends[at]]));
  const plans = withReading.map(({ part, ref }) => planReading(part, ref, bursts.get(idOf(ref)), endOf.get(idOf(ref))));
  const read = await readHits(
    client,
    plans.map(({ span }) => span),
    mostHits,
  );
  return plans.map(({ part, decides, after, quietBefore }, at): ReadPart => {
    const { hits = [], isCut = false } = read[at] ?? {};
    return {
      ...part,
      hits: after ? hits.filter((hit) => comparePlaces(hit, after) > 0) : hits,
      decides,
      isCut,
      ...(quietBefore === undefined ? {} : { quietBefore }),
    };
  });
}

interface PlannedReading {
  readonly part: TouchedPart;
  readonly span: HitSpan;
  readonly decides: HitSpan;
  /** Hits up to here are spent. */
  readonly after?: HitPlace | undefined;
  readonly quietBefore?: EpochMicros;
}

function planReading(
  part: TouchedPart,
  { planId, key, first, last }: { readonly planId: number; readonly key: string; readonly first: number; readonly last: number },
  burst: HitSpan | undefined,
  end: HitPlace | undefined,
): PlannedReading {
  const { reading } = part.stateful;
  const span = (from: number, to: number): HitSpan => ({ planId, key, from, to });
  const to = burst?.to ?? last;
  switch (reading.kind) {
    case "around": {
      const decides = span(first - reading.settles, last + reading.reaches);
      return { part, span: span(first - reading.before, last + reading.after), decides };
    }
    case "window": {
      return { part, span: span(end?.at ?? first - reading.gap, to), decides: span(first, to), after: end, quietBefore: first };
    }
    case "burst":
      return { part, span: span(burst?.from ?? first, to), decides: span(burst?.from ?? first, to) };
    case "neighbours":
      return { part, span: span(burst?.from ?? first, to), decides: span(first, to) };
    case "all": {
      const all = span(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      return { part, span: all, decides: all };
    }
  }
}

const idOf = ({ planId, key }: { readonly planId: number; readonly key: string }): string => `${planId} ${key}`;
