import type { Corpus } from "./corpus.ts";
import type { LaneResult } from "./lane.ts";

const RUNS = 7;

/** CPU time of this process while `work` runs, in seconds, garbage collection and compilation included. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Runs passes and takes medians. `pass` gives its own CPU seconds, so that it can leave preparation out. `warming` passes
 * (usually one) come before; after that every pass is paired with a parse of the same bytes, so that noise meets both.
 */
export async function measure(
  corpus: Corpus,
  pass: () => Promise<number>,
  warming = 1,
): Promise<Required<Pick<LaneResult, "cpuSeconds" | "runs" | "ratioToParse">>> {
  for (let run = 0; run < warming; run++) await pass();
  parseLines(corpus.bytes);
  const times: number[] = [];
  const ratios: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const parse = await cpuSeconds(() => parseLines(corpus.bytes));
    const time = await pass();
    times.push(time);
    ratios.push(time / parse);
  }
  return { cpuSeconds: median(times), runs: RUNS, ratioToParse: median(ratios) };
}

/** `measure` for work that has no bytes to parse. */
export async function measureAlone(work: () => unknown): Promise<Pick<LaneResult, "cpuSeconds" | "runs">> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await cpuSeconds(work));
  return { cpuSeconds: median(times), runs: RUNS };
}

/** The yardstick: newline split, UTF-8 slice, JSON.parse. Returns the records parsed. */
export function parseLines(bytes: Buffer): number {
  let records = 0;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start && typeof JSON.parse(bytes.toString("utf8", start, end)) === "object") records++;
    start = end + 1;
  }
  return records;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
