import type { KnownFile } from "#core/detection/kql/bind/session";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { Cell } from "#core/detection/kql/value/type";
import { filesByHash } from "#features/event/file/data";
import { microsOf } from "#lib/db/instant";
import type { Query } from "#lib/db/query";

/** Hashes asked for by one statement. */
const TOGETHER = 5_000;

/** What is counted of files, by the hashes they are asked for by. */
export async function knownFiles(query: Query, hashes: readonly string[]): Promise<ReadonlyMap<string, KnownFile>> {
  const known = new Map<string, KnownFile>();
  for (let from = 0; from < hashes.length; from += TOGETHER) {
    for (const { hash, devices, first, last, facts } of await filesByHash(query, hashes.slice(from, from + TOGETHER)))
      known.set(hash, { devices, first: ticksOf(first), last: ticksOf(last), facts: new Map(Object.entries(facts).map(cellOf)) });
  }
  return known;
}

const ticksOf = (instant: string): bigint => EPOCH_TICKS + BigInt(microsOf(instant)) * 10n;

function cellOf([name, value]: readonly [string, unknown]): readonly [string, Cell] {
  return [name, typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null];
}
