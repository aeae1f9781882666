import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fail, packageFile, root, run, runPackage, step } from "./process.mjs";

const stampFile = (stage) => path.join(root, "node_modules", `.callout-${stage}`);
const IGNORED = /(^|\/)(node_modules|\.next|generated)$|\.(test|spec|bench)\.tsx?$/;

function hashInto(hash, file) {
  if (!fs.existsSync(file) || IGNORED.test(file)) return;
  if (!fs.statSync(file).isDirectory()) {
    hash.update(file).update(fs.readFileSync(file));
    return;
  }
  for (const name of fs.readdirSync(file).sort()) hashInto(hash, path.join(file, name));
}

/** Does the work unless it was done for these very inputs and its output is still there. */
function whenChanged(stage, inputs, output, work) {
  const hash = crypto.createHash("sha256").update(process.version);
  for (const input of inputs) hashInto(hash, input);
  const digest = hash.digest("hex");
  if (fs.existsSync(output) && fs.existsSync(stampFile(stage)) && fs.readFileSync(stampFile(stage), "utf8") === digest) return;
  // Without its stamp, a stage that is interrupted is done again.
  fs.rmSync(stampFile(stage), { force: true });
  work();
  fs.writeFileSync(stampFile(stage), digest);
}

/** Node's version, before anything that a too old one would fail at in a stranger way. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Callout needs Node 20.19 or newer; this is ${process.version}.`);
}

export function install() {
  whenChanged("install", ["package-lock.json"], "node_modules/next/package.json", () => {
    step("installing packages");
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error", "--include", "dev", "--include", "optional"]);
  });
}

export function generate() {
  whenChanged("generate", ["prisma/schema", "package-lock.json"], "lib/db/generated/client.ts", () => {
    step("generating the database client");
    runPackage("prisma/build/index.js", ["generate"], { stdio: ["ignore", "ignore", "inherit"] });
  });
}

const BUILD_INPUTS = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
  "prisma/schema",
];

export function build() {
  whenChanged("build", BUILD_INPUTS, ".next/BUILD_ID", () => {
    step("building the console");
    runPackage("next/dist/bin/next", ["build"], { stdio: ["ignore", "ignore", "inherit"], env: { NODE_ENV: "production" } });
  });
}

/** Types (with the routes Next knows) and lint. */
export function checkSources() {
  step("checking types");
  runPackage("next/dist/bin/next", ["typegen"], { stdio: ["ignore", "ignore", "inherit"] });
  runPackage("typescript/bin/tsc", ["--noEmit"]);
  step("checking style");
  runPackage("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]);
}

export const NEXT = packageFile("next/dist/bin/next");
/** `react-server` is the condition under which `server-only` lets itself be imported. */
export const WORKER = ["--conditions=react-server", "--import", "tsx", "lib/jobs/worker.ts"];
