// What `prisma migrate deploy` does, with `pg` alone: same lock, same table, same checksums, so that the CLI agrees afterwards.
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";

const PRISMA_LOCK = 72_707_369;
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function connect(url) {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (error.code !== "3D000") throw error;
  }
  const admin = new URL(url);
  const name = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = "/postgres";
  const creator = new pg.Client({ connectionString: admin.toString() });
  await creator.connect();
  try {
    await creator.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await creator.end();
  }
  const created = new pg.Client({ connectionString: url });
  await created.connect();
  return created;
}

async function applyOne(client, name, sql, checksum) {
  const id = randomUUID();
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [id, checksum, name]);
  try {
    await client.query(sql.toString("utf8"));
  } catch (error) {
    await client.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, String(error.stack)]);
    throw new Error(`migration ${name} failed: ${error.message}`, { cause: error });
  }
  await client.query("UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1", [id]);
}

/** Applies what is missing, in order, and returns the names. Creates the database when it does not exist. */
export async function migrate(url, dir) {
  const client = await connect(url);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query(TABLE);
    const { rows } = await client.query(
      "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    );
    const done = new Map(rows.map((row) => [row.migration_name, row]));
    const applied = [];
    const names = fs.readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const name of names.map((entry) => entry.name).sort()) {
      const sql = fs.readFileSync(path.join(dir, name, "migration.sql"));
      const checksum = createHash("sha256").update(sql).digest("hex");
      const before = done.get(name);
      if (before && !before.finished_at) throw new Error(`migration ${name} failed earlier: mend it and run prisma migrate resolve`);
      if (before && before.checksum !== checksum) throw new Error(`migration ${name} was edited after it was applied here`);
      if (before) continue;
      await applyOne(client, name, sql, checksum);
      applied.push(name);
    }
    return applied;
  } finally {
    await client.end();
  }
}
