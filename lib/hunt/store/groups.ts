import type { EpochMicros } from "#core/event/event";
import { instant, microsOf } from "#lib/db/instant";
import type { Grouping } from "./grouping.ts";
import type { LightEvent } from "./light.ts";
import { placesText, tidsOf } from "./places.ts";
import type { Portion } from "./portions.ts";
import type { CursorRow } from "./session.ts";
import { and, type Condition, isSql, numbered, type Sql, sql } from "./sql.ts";
import { LIGHT_SQL, lightEvent, STORED_COLUMNS } from "./stored-event.ts";

/** Events that are alike. */
export interface EventGroup {
  /** Its stored columns at the time of the first. */
  readonly light: LightEvent;
  readonly last: EpochMicros;
  readonly count: number;
  /** Where they are (`places.ts`). */
  readonly places: string;
  /** Whether the stored columns are enough. All events of a table for which they are not are one group. */
  readonly isKnown: boolean;
  readonly table: string;
}

/**
 * Counts events that are alike, table by table. The one look at each event tells whether its columns are enough, too. The oldest
 * groups come first, so that what depends on order depends on that of time.
 */
export function groupStatement({ tables }: Portion, where: Condition, { known, columns, steps }: Grouping, most: number): Sql {
  const keys = [...columns.map((name) => sql(name === "remoteAddress" ? "e.remote_address" : LIGHT_SQL[name])), ...steps];
  const made = keys.map((key, index): Sql => ({ text: `${key.text} AS c${index}`, values: key.values }));
  const values: unknown[] = [];
  const put = (part: Sql): string => {
    const { text, values: own } = numbered(part, values.length);
    values.push(...own);
    return text;
  };
  const flag = put(known);
  const inner = [`(${flag}) IS TRUE AS k`, `e."timestamp" AS at`, ...(most > 0 ? ["e.ctid AS tid"] : []), ...made.map(put)].join(", ");
  const condition = put(isSql(where) ? where : sql("true"));
  const groups = keys.map((_, index) => `CASE WHEN k THEN c${index} END`);
  const shown = groups.map((group, index) => (columns[index] === "remoteAddress" ? `host(${group})` : group));
  const places = most > 0 ? `(array_agg(tid))[1:${Math.floor(most)}]` : "NULL";
  const statements = tables.map(({ name, slice }) => {
    const fixed = [`'${name.replaceAll("'", "''")}'`, "k", utc("min(at)"), utc("max(at)"), "count(*)", places];
    // Without the barrier the flag would be worked out anew for each column.
    const rows = `SELECT ${inner} FROM ${name} e WHERE ${slice} AND ${condition} OFFSET 0`;
    return `(SELECT ${[...fixed, ...shown].join(", ")} FROM (${rows}) s GROUP BY ${["k", ...groups].join(", ")} ORDER BY min(at))`;
  });
  return { text: statements.join(" UNION ALL "), values };
}

const utc = (time: string): string => `(${time} AT TIME ZONE 'UTC')::text`;

export function eventGroup(row: CursorRow, { columns }: Grouping): EventGroup {
  const [table, known, first, last, count, tids, ...cells] = row;
  return {
    light: lightEvent(microsOf(`${first}Z`), columns, cells),
    last: microsOf(`${last}Z`),
    count: Number(count),
    places: placesText(table ?? "", tids ?? ""),
    isKnown: known === "t",
    table: table ?? "",
  };
}

/** Those of a group whose columns are not enough, with their records: by where they are when that is known of all of them. */
export function strangersStatement({ table, places, count }: EventGroup, where: Condition, known: Sql): Sql {
  const selected = `SELECT ${STORED_COLUMNS}, e.raw FROM ${table} e WHERE`;
  const tids = tidsOf(places);
  if (tids.length === count)
    return { text: `${selected} e.ctid = ANY($1::tid[])`, values: [`{${tids.map((tid) => `"${tid}"`).join(",")}}`] };
  const { text, values } = numbered(asSql(and(where, sql(`(${known.text}) IS NOT TRUE`, ...known.values))));
  return { text: `${selected} ${text}`, values };
}

/** The events of each group's host at its first and its last instant, with their records. */
export function instantsStatement(table: string, groups: readonly EventGroup[]): Sql {
  const ends = groups.flatMap(({ light, last }) => (last === light.at ? [light] : [light, { ...light, at: last }]));
  const wanted = 'unnest($1::int[], $2::timestamptz[]) w(h, t) ON e.host_id = w.h AND e."timestamp" = w.t';
  return {
    text: `SELECT ${STORED_COLUMNS}, e.raw FROM ${table} e JOIN ${wanted}`,
    values: [ends.map(({ hostId }) => hostId), ends.map(({ at }) => instant(at))],
  };
}

const asSql = (condition: Condition): Sql => (isSql(condition) ? condition : sql(String(condition)));
