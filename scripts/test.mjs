// `npm test`: everything, from a fresh clone: types, lint, floors, unit and database tests, and the stories in a real browser.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort, packageFile, root, run, spawnChild, step, stopChild, waitFor } from "./process.mjs";
import { build, checkNode, checkSources, generate, install, NEXT, WORKER } from "./stages.mjs";

checkNode();
install();
generate();
checkSources();
const { startPostgres } = await import("./embedded-pg.mjs");
const { migrate } = await import("./migrate.mjs");
const { openSetupLink } = await import("./setup-link.mjs");

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "callout-test-"));
fs.chmodSync(scratch, 0o755);
const migrations = path.join(root, "prisma/migrations");
const children = [];
let database;
let code = 1;

/** A database of its own for each suite: the unit tests' rows are not in the stories' queue. */
async function databaseNamed(name) {
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  await migrate(url.toString(), migrations);
  return url.toString();
}

function totals(file, count) {
  return count(JSON.parse(fs.readFileSync(file, "utf8")));
}

/** The stories that only a second try told. */
function flakyIn(suite, file = suite.file) {
  const own = (suite.specs ?? []).filter(({ tests }) => tests.some(({ status }) => status === "flaky"));
  const below = (suite.suites ?? []).flatMap((inner) => flakyIn(inner, inner.file ?? file));
  return [...own.map(({ title, line }) => `${file}:${line} ${title}`), ...below];
}

try {
  database = await startPostgres({ dataDir: path.join(scratch, "pg"), password: "test", ephemeral: true });
  const common = { AUTH_SECRET: "test-secret-test-secret-test-secret-test", LOG_LEVEL: "warn" };

  step("unit and database tests");
  const unitReport = path.join(scratch, "unit.json");
  run(
    process.execPath,
    [packageFile("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
    {
      env: { ...common, DATABASE_URL: await databaseNamed("unit"), SPOOL_DIR: path.join(scratch, "spool-unit"), NODE_ENV: "test" },
    },
  );
  const unit = totals(unitReport, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));

  build();
  step("stories in the browser");
  const port = await freePort();
  const url = await databaseNamed("stories");
  const env = { ...common, NODE_ENV: "production", DATABASE_URL: url, PORT: String(port), SPOOL_DIR: path.join(scratch, "spool") };
  children.push(spawnChild([NEXT, "start", "-p", String(port)], env, { stdio: ["ignore", "ignore", "inherit", "ipc"] }));
  children.push(spawnChild(WORKER, env));
  const address = `http://localhost:${port}`;
  await waitFor(`${address}/api/health`);
  const storyReport = path.join(scratch, "stories.json");
  // On a loaded machine a story may need a second try: that fails nothing, but it is named below.
  run(process.execPath, [packageFile("@playwright/test/cli.js"), "test", "--config", "e2e/playwright.config.ts", "--retries=1"], {
    env: { ...env, BASE_URL: address, SETUP_TOKEN: await openSetupLink(url), PLAYWRIGHT_JSON_OUTPUT_NAME: storyReport },
  });
  const stories = totals(storyReport, (report) => ({
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected,
    flaky: report.suites.flatMap((suite) => flakyIn(suite)),
  }));
  step(stories.flaky.length === 0 ? "everything passed" : `everything passed, but ${stories.flaky.length} of the stories not at first:`);
  for (const story of stories.flaky) console.log(`  flaky: ${story}`);
  console.log(`${unit.passed + stories.passed} passed, ${unit.failed + stories.failed} failed`);
  code = 0;
} finally {
  await Promise.all(children.map((child) => stopChild(child)));
  await database?.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.exit(code);
