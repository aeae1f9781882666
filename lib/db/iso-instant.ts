import { Prisma } from "./generated/client.ts";

/** A `timestamptz` as ISO 8601 in UTC with its microseconds: a `Date` would cut them, and they are part of an event's key. */
export function isoInstant(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
