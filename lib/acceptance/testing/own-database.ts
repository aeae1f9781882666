import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";

/** A database nobody else writes to, and an empty spool. */
export interface OwnDatabase {
  /** Number and checksum of every row that tells what happened on hosts, by table; rows of ingests and of jobs are not among them. */
  fingerprint(): Promise<Readonly<Record<string, string>>>;
  remove(): Promise<void>;
}

const TABLES = ["host", "event", "process", "sighting", "alert", "alert_finding", "alert_evidence", "rule", "rule_version"];

/**
 * Points this process at a fresh database beside the one of DATABASE_URL: whole tables can then be asserted on.
 * To be called before anything reads the settings. `migrate` makes the database, with the migrations of a folder.
 */
export async function ownDatabase(migrate: (url: string, folder: string) => Promise<unknown>): Promise<OwnDatabase> {
  const given = process.env.DATABASE_URL;
  if (given === undefined) throw new Error("DATABASE_URL is not set: run `npm test`, or name a Postgres to test on");
  const name = `callout_acceptance_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  await migrate(url.toString(), path.resolve(import.meta.dirname, "../../../prisma/migrations"));
  const spool = mkdtempSync(path.join(tmpdir(), "callout-acceptance-"));
  process.env.DATABASE_URL = url.toString();
  process.env.SPOOL_DIR = spool;
  process.env.AUTH_SECRET ??= `${randomUUID()}${randomUUID()}`;
  return {
    fingerprint,
    async remove() {
      await closeQueue();
      await disconnect();
      process.env.DATABASE_URL = given;
      rmSync(spool, { recursive: true, force: true });
      const admin = new pg.Client({ connectionString: given });
      await admin.connect();
      await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await admin.end();
    },
  };
}

async function fingerprint(): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const table of TABLES) {
    const { rows } = await pool().query(
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS sum FROM ${pg.escapeIdentifier(table)} t`,
    );
    sums[table] = rows[0].sum;
  }
  return sums;
}
