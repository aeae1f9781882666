import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { decode, isFault } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import type { Catalog } from "#core/detection/kql/bind/session";
import { refusalOf, runQuery } from "#core/detection/kql/query";
import { jsonCell } from "#core/detection/kql/run/print";
import { evidenceIds } from "#core/detection/kql/run/row";
import { heldCatalog } from "#core/detection/kql/tables/catalog";
import { EventTables } from "#core/detection/kql/tables/held-tables";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { EpochMicros, Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { storeCatalog } from "../store/catalog.ts";
import { EventSource, type ReadTally } from "../store/event-source.ts";
import { StoreSession } from "../store/session.ts";
import type { TimeSpan } from "../store/translate.ts";

/** A result as something to compare: rows in any order, with the events they come from. */
export type Answered = { readonly rows: readonly string[] } | { readonly refused: string };

/** The same query over events in memory and over the same events in the store, in one snapshot. */
export class TwoWays {
  private constructor(
    private readonly session: StoreSession,
    private readonly held: Catalog,
    private readonly within: TimeSpan,
    private readonly now: EpochMicros,
  ) {}

  static async open(events: Iterable<Event>, within: TimeSpan, now: EpochMicros): Promise<TwoWays> {
    const tables = new EventTables();
    for (const event of events) if (event.timestamp >= within.from && event.timestamp < within.to) tables.take(event);
    const session = await StoreSession.open(process.env.DATABASE_URL ?? "", 600_000);
    return new TwoWays(session, heldCatalog(tables.tables()), within, now);
  }

  close(): Promise<void> {
    return this.session.close();
  }

  inMemory(text: string): Promise<Answered> {
    return this.answer(text, this.held);
  }

  /** With how many stored events were handed over to answer it. */
  async inStore(text: string): Promise<{ readonly answered: Answered; readonly handed: number }> {
    const tally: ReadTally = { read: 0, total: 0 };
    const source = new EventSource(this.session, await this.session.partitions(), this.within, tally, undefined);
    let handed = 0;
    const read = source.read.bind(source);
    source.read = async function* (...asked) {
      for await (const events of read(...asked)) {
        handed += events.length;
        yield events;
      }
    };
    return { answered: await this.answer(text, storeCatalog(source, await this.session.hosts())), handed };
  }

  private async answer(text: string, catalog: Catalog): Promise<Answered> {
    try {
      const result = await runQuery(text, { catalog, now: EPOCH_TICKS + BigInt(this.now) * 10n });
      if (!result.ok) return { refused: result.diagnostic.message };
      // Which rows they take is theirs.
      const isArbitrary = /\| (?:take|top) |\| join \(/.test(text);
      const rows: string[] = [];
      for await (const batch of result.rows) {
        for (const { cells, evidence } of batch) {
          // In the store, a piece of evidence says where it is, too.
          const ids = isArbitrary ? [] : evidenceIds(evidence).map((id) => id.replace(/^.*:/, ""));
          const shown = result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type));
          rows.push(JSON.stringify([shown, ids.sort()]));
        }
      }
      return { rows: rows.sort() };
    } catch (error) {
      return { refused: refusalOf(error, text).message };
    }
  }
}

/** The events of a file, as an ingest would make them. */
export async function eventsOf(file: string, bytes: Uint8Array, receivedAt: EpochMicros): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const record of decode(bufferSource(bytes), { file })) {
    if (isFault(record)) continue;
    const event = normalise(record, { receivedAt });
    if (!("kind" in event)) events.push(event);
  }
  return events;
}

/** Files under a folder, in order. */
export function filesUnder(folder: string): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((name) => /\.(ndjson|json|csv|evtx)$/.test(name))
    .map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
}
