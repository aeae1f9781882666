import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../scripts/embedded-pg.mjs";
import { freePort } from "../../scripts/process.mjs";

export interface Database {
  readonly url: string;
  readonly remove: () => Promise<void>;
}

/** Beside the database of DATABASE_URL when there is one; in a throw-away Postgres in `scratch` otherwise. */
export async function ownDatabase(scratch: string): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (given === undefined) {
    const server = await startPostgres({ dataDir: path.join(scratch, "pg"), password: "bench", port: await freePort(), ephemeral: true });
    return { url: server.url, remove: server.stop };
  }
  const name = `callout_bench_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  const remove = async (): Promise<void> => {
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    await admin.end();
  };
  return { url: url.toString(), remove };
}

/**
 * CPU seconds that Postgres has used, over the processes it has now. Undefined where they cannot be seen: another machine, or no
 * Linux.
 */
export async function postgresCpu(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ pid: number }>("SELECT pid FROM pg_stat_activity");
  try {
    // Nanoseconds on a core come first. A process that ended meanwhile takes its own with it: few do.
    const nanos = rows.map(({ pid }) =>
      existsSync(`/proc/${pid}`) ? Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) : 0,
    );
    return nanos.reduce((sum, one) => sum + one, 0) / 1e9;
  } catch {
    // The kernel keeps no such figure, or shows it to nobody: the lane goes without.
    return undefined;
  }
}
