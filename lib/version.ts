import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const Package = z.object({ version: z.string() });

/** Callout's version, as the package says; every command starts in its folder. `unknown` when it is started elsewhere. */
export const VERSION = readVersion(path.join(process.cwd(), "package.json"));

function readVersion(file: string): string {
  try {
    return Package.parse(JSON.parse(readFileSync(file, "utf8"))).version;
  } catch {
    return "unknown";
  }
}
