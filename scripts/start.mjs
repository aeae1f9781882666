import path from "node:path";
import { bin, build, generate, install, migrate, root, run, step, waitFor } from "./lib.mjs";

install();
const { startPostgres } = await import("./embedded-pg.mjs");
const db = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL, stop: async () => {} }
  : await startPostgres({ dataDir: path.join(root, ".data/pg"), port: 54329 });
step("database " + (process.env.DATABASE_URL ? "from DATABASE_URL" : "embedded"));
process.env.DATABASE_URL = db.url;
generate();
await migrate(db.url);
const dev = process.argv.includes("--dev");
if (!dev) build();
const port = process.env.PORT ?? "3000";
const procs = [
  run([bin("next", "dist/bin/next"), dev ? "dev" : "start", "-p", port], { DATABASE_URL: db.url }),
  run([bin("tsx", "dist/cli.mjs"), "src/worker.ts"], { DATABASE_URL: db.url }),
];
let stopping;
const stop = (code = 0) =>
  (stopping ??= (async () => {
    for (const p of procs) p.kill("SIGTERM");
    await Promise.all(procs.map((p) => p.exitCode ?? p.signalCode ?? new Promise((r) => p.once("exit", r))));
    await db.stop();
    process.exit(code);
  })());
for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => stop(0));
for (const p of procs) p.once("exit", (c) => stop(c ?? 1));
await waitFor(`http://127.0.0.1:${port}/api/health`);
step(`ready on http://localhost:${port}`);
