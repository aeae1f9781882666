import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "../env.ts";
import { PrismaClient } from "./generated/client.ts";

interface Connections {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
}

// Next reloads modules in development; a second pool per reload would exhaust the server's connections.
const holder = globalThis as typeof globalThis & { calloutConnections?: Connections };

function connect(): Connections {
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 10, options: "-c timezone=UTC" });
  // An idle connection that the server drops must not end the process; the next query gets a new one.
  pool.on("error", () => {});
  // Prisma gives up after 2 s of waiting and 5 s of work: a machine that is merely busy would refuse what it can do.
  const transactionOptions = { maxWait: 10_000, timeout: 60_000 };
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions }) };
}

function connections(): Connections {
  holder.calloutConnections ??= connect();
  return holder.calloutConnections;
}

/** The one Prisma client of this process, connected on first use. */
export function db(): PrismaClient {
  return connections().prisma;
}

/** The pool beneath it, for COPY and the few statements Prisma cannot say. */
export function pool(): pg.Pool {
  return connections().pool;
}

/** Ends every connection; for workers and tests. */
export async function disconnect(): Promise<void> {
  const open = holder.calloutConnections;
  delete holder.calloutConnections;
  if (!open) return;
  await open.prisma.$disconnect();
  await open.pool.end();
}
