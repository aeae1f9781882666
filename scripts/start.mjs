// `npm start`: install, build, start Postgres, migrate, serve. `--dev` serves without building.
import fs from "node:fs";
import path from "node:path";
import { fail, isAlive, isPortFree, root, spawnChild, step, stopChild, waitFor } from "./process.mjs";
import { loadSecrets } from "./secrets.mjs";
import { build, checkNode, generate, install, NEXT, WORKER } from "./stages.mjs";

const development = process.argv.includes("--dev");
const port = Number(process.env.PORT ?? 3000);
const dataDir = path.resolve(process.env.CALLOUT_DATA ?? path.join(root, ".data"));
const lockFile = path.join(dataDir, "launcher.pid");

function takeLock() {
  fs.mkdirSync(dataDir, { recursive: true });
  if (fs.existsSync(lockFile)) {
    const pid = Number(fs.readFileSync(lockFile, "utf8"));
    if (pid !== process.pid && isAlive(pid)) fail(`Callout already runs on this data (process ${pid}, ${dataDir}). Stop it first.`);
  }
  fs.writeFileSync(lockFile, String(process.pid));
}

checkNode();
if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`PORT=${process.env.PORT} is not a port number.`);
takeLock();
if (!(await isPortFree(port))) {
  fs.rmSync(lockFile, { force: true });
  fail(`Port ${port} is in use. Choose another: PORT=${port + 1} npm start`);
}
install();
generate();
const { startPostgres } = await import("./embedded-pg.mjs");
const { migrate } = await import("./migrate.mjs");
const { openSetupLink } = await import("./setup-link.mjs");

const secrets = loadSecrets(dataDir);
const external = process.env.DATABASE_URL;
const children = [];
let database;
let stopping;

function stop(code) {
  stopping ??= (async () => {
    step("stopping");
    await Promise.all(children.map((entry) => stopChild(entry.child)));
    await database?.stop();
    fs.rmSync(lockFile, { force: true });
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0));

/** Keeps one child running: one that dies is started again, a little later each time it dies young. */
function supervise(name, args, env) {
  const entry = { child: undefined };
  let deaths = 0;
  const start = () => {
    const startedAt = Date.now();
    entry.child = spawnChild(args, { ...env, CALLOUT_PROCESS: name });
    entry.child.once("exit", (code, signal) => {
      if (stopping) return;
      deaths = Date.now() - startedAt > 60_000 ? 1 : deaths + 1;
      if (deaths > 10) {
        console.error(`${name} ended ${deaths} times in a row; giving up`);
        void stop(1);
        return;
      }
      const pause = Math.min(30_000, 250 * 2 ** deaths);
      console.error(`${name} ended (${signal ?? code}); starting it again in ${pause / 1000} s`);
      setTimeout(() => stopping || start(), pause);
    });
  };
  children.push(entry);
  start();
}

try {
  if (external) {
    step("using the Postgres of DATABASE_URL");
  } else {
    database = await startPostgres({ dataDir: path.join(dataDir, "pg"), password: secrets.databasePassword, port: 54_329 });
    step(database.reused ? "found the embedded Postgres running" : "started the embedded Postgres");
  }
  const url = external ?? database.url;
  const applied = await migrate(url, path.join(root, "prisma/migrations"));
  if (applied.length > 0) step(`applied ${applied.join(", ")}`);
  if (!development) build();
  const env = {
    DATABASE_URL: url,
    PORT: String(port),
    AUTH_SECRET: process.env.AUTH_SECRET ?? secrets.authSecret,
    SPOOL_DIR: process.env.SPOOL_DIR ?? path.join(dataDir, "spool"),
    NODE_ENV: development ? "development" : "production",
  };
  supervise("web", [NEXT, development ? "dev" : "start", "-p", String(port)], env);
  supervise("worker", WORKER, env);
  await waitFor(`http://127.0.0.1:${port}/api/health`);
  const address = process.env.CALLOUT_URL ?? `http://localhost:${port}`;
  step(`Callout is ready: ${address}`);
  const token = await openSetupLink(url);
  if (token) console.log(`\n  Create the first account (the link works once, for 24 hours):\n  ${address}/setup?token=${token}\n`);
} catch (error) {
  if (!stopping) console.error(`\n${error.message}\n`);
  await stop(1);
}
