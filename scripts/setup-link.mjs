import { createHash, randomBytes } from "node:crypto";
import pg from "pg";

const HOURS = 24;

/** Opens a fresh set-up link while nobody has an account; returns its token, or undefined when somebody has. */
export async function openSetupLink(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM "user" LIMIT 1');
    if (rowCount) return undefined;
    const token = randomBytes(24).toString("base64url");
    await client.query(
      `INSERT INTO setup_link (id, token_hash, expires_at, used_at) VALUES (1, $1, now() + make_interval(hours => $2), NULL)
       ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, used_at = NULL`,
      [createHash("sha256").update(token).digest(), HOURS],
    );
    return token;
  } finally {
    await client.end();
  }
}
