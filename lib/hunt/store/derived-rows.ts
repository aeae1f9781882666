import { batches, type Run } from "#core/detection/kql/run/plan";
import type { Batch } from "#core/detection/kql/run/row";
import type { Demand } from "#core/detection/kql/run/test";
import { derivedTable } from "#core/detection/kql/tables/derived";
import { TABLES } from "#core/detection/kql/tables/schema";
import type { Event } from "#core/event/event";
import { DAY } from "#core/event/timestamp";
import { instant } from "#lib/db/instant";
import type { KnownHost } from "./columns.ts";
import { readColumns } from "./demanded.ts";
import type { EventSource } from "./event-source.ts";
import type { EventGroup } from "./groups.ts";
import { referenceText } from "./reference.ts";
import { ALWAYS } from "./session.ts";
import { and, type Condition, sql } from "./sql.ts";
import type { StoredEvent } from "./stored-event.ts";
import { hostsFor, spanOf, type TimeSpan } from "./translate.ts";

/** Columns to which every event of the day may add; all others are those of its last one. */
const OF_ALL_EVENTS: ReadonlySet<string> = new Set(["LoggedOnUsers", "IPAddresses", "NetworkAdapterStatus"]);

/**
 * A table made of many events (`derivedTable`): of the days and hosts that are asked for, and of the first and last event of each day
 * where the others tell nothing that is looked at. Rows that Defender shipped are events of their own and all read.
 */
export async function* derivedRows(
  name: string,
  source: EventSource,
  hosts: readonly KnownHost[],
  run: Run,
  demand: Demand,
): AsyncGenerator<Batch> {
  const table = derivedTable(name);
  if (!table) return;
  const columns = TABLES.get(name) ?? [];
  const take = (stored: StoredEvent): boolean => {
    const { event, at } = stored;
    // The same event, called by where it is stored and at the time it is filed under.
    if (event) table.take(Object.create(event, { id: { value: referenceText(stored) }, timestamp: { value: at } }) as Event);
    return event !== undefined;
  };
  const span = wholeDays(spanOf(demand.test, columns, ALWAYS));
  const condition = hostsFor(demand.test, columns, { table: name, hosts });
  const isRead = readColumns(columns, run, demand);
  if (columns.some((column, index) => isRead[index] && OF_ALL_EVENTS.has(column.name))) {
    for await (const events of source.read(condition, span)) events.forEach(take);
  } else {
    for await (const { groups, events } of source.readGroups(condition, span, BY_DAY, 0)) {
      events.forEach(take);
      for (const group of await endsOf(source, groups, take)) {
        for await (const others of source.read(ofDay(group), ALWAYS)) others.forEach(take);
      }
    }
  }
  yield* batches(table.rows());
}

const BY_DAY = {
  known: sql("e.source <> 'defender'"),
  columns: ["hostId" as const],
  isNeeded: true,
  steps: [sql(`date_bin('1 day'::interval, e."timestamp", '1970-01-01T00:00:00Z'::timestamptz)`)],
};

/** Takes the first and the last event of each group. Gives the groups of which one is no event today: another may be. */
async function endsOf(
  source: EventSource,
  groups: readonly EventGroup[],
  take: (stored: StoredEvent) => boolean,
): Promise<readonly EventGroup[]> {
  const isWhole = new Map(groups.map((group) => [dayOf(group.light.hostId, group.light.at), true]));
  for await (const events of source.readInstants(groups)) {
    for (const stored of events) if (!take(stored)) isWhole.set(dayOf(stored.hostId, stored.at), false);
  }
  return groups.filter(({ light }) => !isWhole.get(dayOf(light.hostId, light.at)));
}

const dayOf = (hostId: number, at: number): string => `${hostId} ${Math.floor(at / DAY)}`;

function ofDay({ light }: EventGroup): Condition {
  const from = Math.floor(light.at / DAY) * DAY;
  const time = sql(`e."timestamp" >= ?::timestamptz AND e."timestamp" < ?::timestamptz`, instant(from), instant(from + DAY));
  return and(sql("e.host_id = ?::int", light.hostId), time);
}

/** A row stands at the day's last event, wherever in the day that is. */
function wholeDays({ from, to }: TimeSpan): TimeSpan {
  return { from: Math.floor(from / DAY) * DAY, to: Math.ceil(to / DAY) * DAY };
}
