import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "../../scripts/embedded-pg.mjs";
import { freePort } from "../../scripts/process.mjs";

export interface OwnDatabase {
  readonly url: string;
  /** A folder of its own; whoever made it removes it. */
  readonly scratch: string;
  readonly remove: () => Promise<void>;
}

/** A database that nobody else has: beside the one of DATABASE_URL when there is one, in a throw-away Postgres otherwise. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const scratch = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
  // Postgres runs as somebody else when we are root, and must get to its folder.
  chmodSync(scratch, 0o755);
  const given = process.env.DATABASE_URL;
  if (given === undefined) {
    const server = await startPostgres({ dataDir: path.join(scratch, "pg"), password: "bench", port: await freePort(), ephemeral: true });
    return { url: server.url, scratch, remove: server.stop };
  }
  const name = `callout_bench_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  const admin = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  const remove = () => admin(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  await admin(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  return { url: url.toString(), scratch, remove };
}
