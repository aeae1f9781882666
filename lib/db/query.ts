import "server-only";
import type pg from "pg";
import type { Prisma } from "./generated/client.ts";

/** Runs one typed statement and gives its rows, on whatever connection the caller's transaction lives. */
export type Query = <Row>(statement: Prisma.Sql) => Promise<readonly Row[]>;

/** For work inside a transaction on a plain connection (ingest). */
export function onClient(client: pg.PoolClient): Query {
  return async <Row>(statement: Prisma.Sql) => (await client.query(statement.text, [...statement.values])).rows as Row[];
}

/** For work inside, or outside, a Prisma transaction. */
export function onPrisma(client: Pick<Prisma.TransactionClient, "$queryRaw">): Query {
  return <Row>(statement: Prisma.Sql) => client.$queryRaw<Row[]>(statement);
}
