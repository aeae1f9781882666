import pg from "pg";

const TURN = 720_499;

/**
 * Executions are anybody's: a test that claims them waits until no other test file does. Gives the function that lets the next one go on.
 */
export async function takeExecutions(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("SELECT pg_advisory_lock($1)", [TURN]);
  return () => client.end();
}
