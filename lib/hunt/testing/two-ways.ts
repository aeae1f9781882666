import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { decode, isFault } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import type { Catalog } from "#core/detection/kql/bind/session";
import { refusalOf, runQuery } from "#core/detection/kql/query";
import { jsonCell } from "#core/detection/kql/run/print";
import { evidenceIds, MAX_EVIDENCE, type Row } from "#core/detection/kql/run/row";
import { heldCatalog } from "#core/detection/kql/tables/catalog";
import { EventTables } from "#core/detection/kql/tables/held-tables";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { EpochMicros, Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { storeCatalog } from "../store/catalog.ts";
import { EventSource, type ReadTally } from "../store/event-source.ts";
import { eventsOf as eventsOfRows } from "../store/row-events.ts";
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

  /** `most`: of how many events of each row it is told which they are. */
  inMemory(text: string, most = MAX_EVIDENCE): Promise<Answered> {
    return this.answer(text, this.held, most);
  }

  /** With how many stored events or groups of them were handed over to answer it, and how many events were in groups. */
  async inStore(
    text: string,
    most = MAX_EVIDENCE,
    isSliced = false,
  ): Promise<{ readonly answered: Answered; readonly handed: number; readonly grouped: number }> {
    const tally: ReadTally = { read: 0, total: 0 };
    const partitions = await this.session.partitions();
    // Taken for large, a table is read a few pages a statement.
    const source = isSliced
      ? new EventSource(
          this.session,
          partitions.map((part) => ({ ...part, estimate: 1e6 + part.estimate })),
          this.within,
          tally,
          undefined,
          16,
        )
      : new EventSource(this.session, partitions, this.within, tally, undefined);
    let handed = 0;
    const read = source.read.bind(source);
    source.read = async function* (...asked) {
      for await (const events of read(...asked)) {
        handed += events.length;
        yield events;
      }
    };
    const readGroups = source.readGroups.bind(source);
    let grouped = 0;
    source.readGroups = async function* (...asked) {
      for await (const reading of readGroups(...asked)) {
        handed += reading.groups.length + reading.events.length;
        grouped += reading.groups.reduce((sum, { count }) => sum + count, 0);
        yield reading;
      }
    };
    const catalog = storeCatalog(source, await this.session.hosts(), most);
    return { answered: await this.answer(text, catalog, most, source), handed, grouped };
  }

  private async *withEvents(
    batch: readonly Row[],
    most: number,
    source: EventSource | undefined,
  ): AsyncGenerator<readonly (readonly [row: Row, ids: readonly string[], total: number])[]> {
    if (source) {
      for await (const known of eventsOfRows(batch, most, source))
        yield known.map(([row, { events, eventTotal }]) => [row, events.map(({ id }) => id), eventTotal]);
      return;
    }
    const rows = batch.map((row) => [row, evidenceIds(row.evidence)] as const);
    yield rows.map(([row, ids]) => [row, ids.slice(0, most), ids.length]);
  }

  private async answer(text: string, catalog: Catalog, most: number, source?: EventSource): Promise<Answered> {
    try {
      const result = await runQuery(text, { catalog, now: EPOCH_TICKS + BigInt(this.now) * 10n });
      if (!result.ok) return { refused: result.diagnostic.message };
      // Which rows they take is theirs.
      const isArbitrary = /\| (?:take|top) |\| join \(/.test(text);
      const rows: string[] = [];
      for await (const batch of result.rows) {
        for await (const known of this.withEvents(batch, most, source)) {
          for (const [{ cells, evidence }, ids, total] of known) {
            const shown = result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type));
            // Of more events than are told, or than a row remembers, which ones are is nobody's to say.
            const events = total > most ? ids.length : [...ids].sort();
            const isCut = (evidence?.count ?? 0) >= MAX_EVIDENCE;
            rows.push(JSON.stringify(isArbitrary || isCut ? [shown] : [shown, events, total]));
          }
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
