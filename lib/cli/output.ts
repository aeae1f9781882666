import { once } from "node:events";

/** Writes lines to standard output and waits while its reader is slower than we are. */
export async function writeLines(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(`${lines.join("\n")}\n`)) await once(process.stdout, "drain");
}

/** A line for people. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `callout … | head` closes our output: that is the reader's right and no failure of ours. */
export function endQuietlyWhenNobodyReads(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

const secondsOf = (milliseconds: number): number => Math.round(milliseconds) / 1_000;

/**
 * The last line of standard error: what was done, how long each part took (given in milliseconds, said in seconds; of threads the sum)
 * and the most memory held, in bytes.
 */
export function saySummary(counts: object, times: { readonly [part: string]: number }): void {
  const seconds = Object.fromEntries(Object.entries(times).map(([part, milliseconds]) => [part, secondsOf(milliseconds)]));
  say(JSON.stringify({ ...counts, seconds, peak_memory: process.resourceUsage().maxRSS * 1_024 }));
}
