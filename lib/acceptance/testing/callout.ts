import { execFile } from "node:child_process";
import path from "node:path";

/** The project's root, where commands are run from. */
export const ROOT = path.resolve(import.meta.dirname, "../../..");

/** What a run of the command left behind. */
export interface Run {
  readonly status: number | null;
  readonly lines: readonly string[];
  /** Standard error, without its last line. */
  readonly said: readonly string[];
  /** The last line of standard error, as JSON. */
  readonly summary: unknown;
}

const split = (text: string): readonly string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function run(command: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd: ROOT, maxBuffer: 1 << 26 }, (_, out, err) => {
      const said = split(err);
      try {
        resolve({ status: child.exitCode, lines: split(out), said: said.slice(0, -1), summary: JSON.parse(said.at(-1) ?? "") });
      } catch {
        reject(new Error(`the last line of standard error is no JSON: ${said.at(-1)}`));
      }
    });
  });
}

/** What `npm run --silent callout --` runs, without npm's own second. */
export function callout(...args: readonly string[]): Promise<Run> {
  return run(process.execPath, ["--import", "tsx", path.join(ROOT, "lib/cli/callout.ts"), ...args]);
}

/** The command as people and scripts write it. */
export function npmRunCallout(...args: readonly string[]): Promise<Run> {
  return run("npm", ["run", "--silent", "callout", "--", ...args]);
}
