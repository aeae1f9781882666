import { spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
export const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
const t0 = Date.now();
export const step = (m) => console.log(`[${((Date.now() - t0) / 1000).toFixed(1)}s] ${m}`);
export function sh(cmd, args, opt = {}) {
  const r = spawnSync(cmd, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
    ...opt,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1", ...opt.env },
  });
  if (r.status !== 0) {
    console.error(`failed: ${cmd} ${args.join(" ")} (${r.status ?? r.signal})`);
    process.exit(r.status || 1);
  }
}
export const bin = (pkg, file) => path.join(root, "node_modules", pkg, file);
const stamp = (f) => path.join(root, "node_modules/.stamp-" + f);
const hash = (files) => {
  const h = crypto.createHash("sha256");
  const walk = (p) => {
    const s = fs.statSync(p);
    if (s.isDirectory()) {
      if (!/node_modules|\.next|generated/.test(path.basename(p))) for (const f of fs.readdirSync(p).sort()) walk(path.join(p, f));
    } else h.update(p).update(fs.readFileSync(p));
  };
  for (const f of files) if (fs.existsSync(f)) walk(f);
  return h.digest("hex");
};
export function once(name, files, out, fn) {
  const h = hash(files);
  if (fs.existsSync(out) && fs.existsSync(stamp(name)) && fs.readFileSync(stamp(name), "utf8") === h) return;
  fn();
  fs.mkdirSync(path.dirname(stamp(name)), { recursive: true });
  fs.writeFileSync(stamp(name), h);
}
export function install() {
  once("install", ["package-lock.json"], "node_modules/next/package.json", () => {
    step("npm ci");
    sh("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error", "--include", "dev", "--include", "optional"]);
  });
}
export function generate() {
  once("generate", ["prisma/schema.prisma", "package-lock.json"], "src/generated/prisma/client.ts", () => {
    step("prisma generate");
    sh(process.execPath, [bin("prisma", "build/index.js"), "generate"], { stdio: ["ignore", "ignore", "inherit"] });
  });
}
export function build() {
  once("build", ["src", "prisma/schema.prisma", "next.config.ts", "package-lock.json"], ".next/BUILD_ID", () => {
    step("next build");
    sh(process.execPath, [bin("next", "dist/bin/next"), "build"], { stdio: ["ignore", "ignore", "inherit"] });
  });
}
export async function migrate(url) {
  step("migrate");
  const { migrateDeploy } = await import("./migrate.mjs");
  const a = await migrateDeploy(url, "prisma/migrations");
  if (a.length) step("applied " + a.join(", "));
}
export const run = (args, env, extra = {}) =>
  spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env }, ...extra });
export async function waitFor(url, ms = 60000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      const r = await fetch(url);
      if (r.status < 500) return;
    } catch {}
    if (Date.now() > end) throw new Error("timeout waiting for " + url);
    await new Promise((r) => setTimeout(r, 150));
  }
}
