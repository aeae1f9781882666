import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bin, build, generate, install, migrate, root, run, sh, step, waitFor } from "./lib.mjs";

install();
const { startPostgres, freePort } = await import("./embedded-pg.mjs");
const tmp = fs.mkdtempSync(path.join(os.tmpdir(), "console-test-"));
fs.chmodSync(tmp, 0o755);
const db = process.env.TEST_DATABASE_URL
  ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
  : await startPostgres({ dataDir: path.join(tmp, "pg"), ephemeral: true });
step("test database up");
let code = 1,
  kids = [];
try {
  generate();
  await migrate(db.url);
  const env = { DATABASE_URL: db.url };
  step("unit tests");
  sh(process.execPath, [bin("vitest", "vitest.mjs"), "run"], { env });
  build();
  const port = await freePort(),
    BASE_URL = `http://127.0.0.1:${port}`;
  kids = [
    run([bin("next", "dist/bin/next"), "start", "-p", String(port)], { ...env, BASE_URL }, { stdio: "ignore" }),
    run([bin("tsx", "dist/cli.mjs"), "src/worker.ts"], env),
  ];
  await waitFor(BASE_URL + "/api/health");
  step("e2e tests");
  sh(process.execPath, [bin("@playwright/test", "cli.js"), "test"], { env: { ...env, BASE_URL } });
  code = 0;
  step("all tests passed");
} finally {
  for (const k of kids) k.kill("SIGTERM");
  await Promise.all(kids.map((k) => k.exitCode ?? k.signalCode ?? new Promise((r) => k.once("exit", r))));
  await db.stop();
  fs.rmSync(tmp, { recursive: true, force: true });
}
process.exit(code);
