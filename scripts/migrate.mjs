// `prisma migrate deploy` in ~40 lines of pg (same advisory lock, table and checksums)
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
export async function migrateDeploy(url, dir) {
  const c = new pg.Client({ connectionString: url });
  await c.connect();
  try {
    await c.query("SELECT pg_advisory_lock(72707369)");
    await c.query(
      `CREATE TABLE IF NOT EXISTS _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
    );
    const done = new Map(
      (await c.query("SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL")).rows.map((r) => [
        r.migration_name,
        r,
      ]),
    );
    for (const r of done.values())
      if (!r.finished_at) throw new Error(`migration ${r.migration_name} failed earlier: prisma migrate resolve`);
    const names = fs
      .readdirSync(dir, { withFileTypes: true })
      .filter((d) => d.isDirectory())
      .map((d) => d.name)
      .sort();
    const applied = [];
    for (const name of names) {
      const sql = fs.readFileSync(path.join(dir, name, "migration.sql"));
      const checksum = createHash("sha256").update(sql).digest("hex");
      if (done.has(name)) continue;
      const id = randomUUID();
      await c.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1,$2,$3)", [id, checksum, name]);
      try {
        await c.query(sql.toString("utf8"));
      } catch (e) {
        await c.query("UPDATE _prisma_migrations SET logs=$2 WHERE id=$1", [id, String(e.stack)]);
        throw e;
      }
      await c.query("UPDATE _prisma_migrations SET finished_at=now(), applied_steps_count=1 WHERE id=$1", [id]);
      applied.push(name);
    }
    return applied;
  } finally {
    await c.end();
  }
}
