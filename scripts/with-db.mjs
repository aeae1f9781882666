// Runs a command with DATABASE_URL set to the project's own embedded Postgres: `node scripts/with-db.mjs prisma migrate dev`.
import path from "node:path";
import { ended, packageFile, root, spawnChild } from "./process.mjs";
import { loadSecrets } from "./secrets.mjs";
import { generate, install } from "./stages.mjs";

install();
generate();
const { startPostgres } = await import("./embedded-pg.mjs");
const dataDir = path.resolve(process.env.CALLOUT_DATA ?? path.join(root, ".data"));
const database = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL, reused: true }
  : await startPostgres({ dataDir: path.join(dataDir, "pg"), password: loadSecrets(dataDir).databasePassword, port: 54_329 });
const [command, ...args] = process.argv.slice(2);
const child = spawnChild(
  [command === "prisma" ? packageFile("prisma/build/index.js") : command, ...args],
  { DATABASE_URL: database.url },
  { stdio: "inherit" },
);
await ended(child);
// A server that was running before belongs to whoever started it.
if (!database.reused) await database.stop();
process.exit(child.exitCode ?? 1);
