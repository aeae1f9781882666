import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import zlib from "node:zlib";
import { chromium, defineConfig, devices } from "@playwright/test";

interface Browser {
  executablePath?: string;
  env?: { [name: string]: string };
}

const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function unpack(archive: string, file: string): void {
  fs.writeFileSync(file, zlib.brotliDecompressSync(fs.readFileSync(archive)));
}

/** The Chromium inside the npm package @sparticuz/chromium (Linux x64), with the libraries a bare machine lacks. */
function browserFromNpm(): Browser {
  const packed = path.join(path.dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../../bin");
  const out = path.resolve(import.meta.dirname, "../node_modules/.cache/npm-chromium");
  const executable = path.join(out, "chromium");
  if (!fs.existsSync(executable)) {
    fs.mkdirSync(out, { recursive: true });
    for (const name of ["al2023", "swiftshader", "fonts"]) {
      const tar = path.join(out, `${name}.tar`);
      unpack(path.join(packed, `${name}.tar.br`), tar);
      execFileSync("tar", ["xf", tar, "-C", out]);
    }
    unpack(path.join(packed, "chromium.br"), `${executable}.new`);
    fs.chmodSync(`${executable}.new`, 0o755);
    fs.renameSync(`${executable}.new`, executable);
  }
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  env.LD_LIBRARY_PATH = [path.join(out, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  if (!fs.existsSync("/usr/share/fonts")) env.FONTCONFIG_PATH = path.join(out, "fonts");
  return { executablePath: executable, env };
}

/** CHROMIUM_PATH, else Playwright's own browser when it was installed, else the system's, else the one from npm. */
function browser(): Browser {
  if (process.env.CHROMIUM_PATH) return { executablePath: process.env.CHROMIUM_PATH };
  if (fs.existsSync(chromium.executablePath())) return {};
  const system = SYSTEM_BROWSERS.find((file) => fs.existsSync(file));
  return system ? { executablePath: system } : browserFromNpm();
}

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  reporter: [["list"], ["json"]],
  // One server, one database: stories follow each other.
  workers: 1,
  // Far above what a machine of this kind takes: a slow one is no failure, and a wait that is over costs nothing.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    ...(process.env.BASE_URL && { baseURL: process.env.BASE_URL }),
    trace: "retain-on-failure",
    launchOptions: { args: ["--disable-background-networking", "--disable-component-update", "--no-first-run"], ...browser() },
  },
});
