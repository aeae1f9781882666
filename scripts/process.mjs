import { spawn, spawnSync } from "node:child_process";
import net from "node:net";
import path from "node:path";

/** The checkout, and the working directory of every script: paths in them are relative to it. */
export const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);

const QUIET = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
const startedAt = Date.now();

/** Says what is being done, with the seconds since the command began. */
export function step(message) {
  console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${message}`);
}

/** Ends the command with a message a person can act on. */
export function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

/** Runs a command to its end; a failure ends this one too, with the same exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
    env: { ...process.env, ...QUIET, ...options.env },
  });
  if (result.status === 0) return result;
  console.error(`failed: ${path.basename(command)} ${args.join(" ")} (${result.signal ?? result.status ?? result.error})`);
  process.exit(result.status || 1);
}

/** Runs a JavaScript file of an installed package to its end. */
export function runPackage(file, args, options) {
  return run(process.execPath, [packageFile(file), ...args], options);
}

export const packageFile = (file) => path.join(root, "node_modules", file);

/** Starts a child that ends when this process does, even when it is killed: the IPC channel closes with it. */
export function spawnChild(args, env, options = {}) {
  return spawn(process.execPath, ["--import", path.join(root, "scripts/exit-with-parent.mjs"), ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    ...options,
    env: { ...process.env, ...QUIET, CALLOUT_LAUNCHER: String(process.pid), ...env },
  });
}

/** Resolves when a child has ended, at once when it has already. */
export function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", resolve));
}

/** Asks a child to stop, and kills it when it has not after `patience` milliseconds. */
export async function stopChild(child, patience = 15_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  await ended(child);
  clearTimeout(timer);
}

/** Waits until the address answers with anything but a server error. */
export async function waitFor(url, milliseconds = 90_000) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(5_000) })).status < 500) return;
    } catch {}
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${url} did not answer within ${milliseconds / 1000} s`);
}

/** A port nobody listens on right now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether a server could listen on the port, on every interface. */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
