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

const seconds = (milliseconds: number) => Math.round(milliseconds) / 1_000;

export interface Summary {
  readonly files: number;
  readonly records: number;
  readonly events: number;
  readonly faults: number;
  readonly rules: { readonly loaded: object; readonly rejected: object };
  readonly findings: number;
  readonly silenced: number;
  /** Milliseconds; those of decoding and matching are summed over threads. */
  readonly loading: number;
  readonly decoding: number;
  readonly matching: number;
}

/** The last line of standard error (DESIGN.md §13). Peak memory in bytes. */
export function saySummary({ loading, decoding, matching, ...counts }: Summary): void {
  const times = { loading: seconds(loading), decoding: seconds(decoding), matching: seconds(matching) };
  say(JSON.stringify({ ...counts, seconds: times, peak_memory: process.resourceUsage().maxRSS * 1_024 }));
}
