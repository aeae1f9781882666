import { parseArgs } from "node:util";
import { loadCorpora } from "./corpus.ts";
import type { Lane, LaneResult } from "./lane.ts";
import { decodeLanes } from "./lanes/decode.ts";
import { detectLanes } from "./lanes/detect.ts";
import { threadLanes } from "./lanes/detect-threads.ts";
import { enrichLanes } from "./lanes/enrich.ts";
import { eqlLanes } from "./lanes/eql.ts";
import { huntLanes } from "./lanes/hunt.ts";
import { judgeLanes } from "./lanes/judge.ts";
import { matchLanes, verdictLanes } from "./lanes/match.ts";
import { normaliseLanes } from "./lanes/normalise.ts";
import { sequenceLanes } from "./lanes/sequences.ts";
import { storeLanes } from "./lanes/store.ts";
import { loadRulePacks } from "./rules.ts";

/** Every lane, in the order of the line but for one. A new lane is a file beside the others and one entry here. */
async function allLanes(options: {
  readonly synthetic: boolean;
  readonly threads: number;
  readonly events: number;
}): Promise<readonly Lane[]> {
  const [corpora, packs] = await Promise.all([loadCorpora(options), loadRulePacks()]);
  for (const { name, records, bytes } of corpora)
    console.log(`corpus ${name}: ${records} records, ${Math.round(bytes.length / records)} bytes each`);
  return [
    // First: what other lanes leave behind is collected on the cores that the threads want.
    ...threadLanes(corpora, options.threads),
    ...decodeLanes(corpora),
    ...normaliseLanes(corpora),
    ...matchLanes(corpora, packs),
    ...verdictLanes(corpora, packs),
    ...detectLanes(corpora, packs),
    ...enrichLanes(),
    ...judgeLanes(),
    ...eqlLanes(),
    ...storeLanes(corpora),
    ...huntLanes(options.events),
    ...sequenceLanes(),
  ];
}

const COLUMNS = ["lane", "over", "records/s/core", "µs/record", "MB/s", "÷ JSON.parse", ""] as const;

function row(lane: Lane, result: LaneResult): readonly string[] {
  const { records, cpuSeconds, bytes, ratioToParse, detail } = result;
  return [
    lane.name,
    lane.corpus,
    Math.round(records / cpuSeconds).toLocaleString("en"),
    ((cpuSeconds / records) * 1e6).toFixed(2),
    bytes === undefined ? "" : (bytes / cpuSeconds / 1e6).toFixed(0),
    ratioToParse === undefined ? "" : ratioToParse.toFixed(2),
    detail ?? "",
  ];
}

const WIDTHS = [10, 32, 15, 10, 6, 13, 0] as const;

/** What does not fit on the row stands below it. */
function print(cells: readonly string[]): void {
  const [detail = "", ...below] = (cells.at(-1) ?? "").split("\n");
  printRow([...cells.slice(0, -1), detail]);
  for (const line of below) console.log(`${" ".repeat(12)}${line}`);
}

function printRow(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, column) => (column < 2 || column > 5 ? cell.padEnd(WIDTHS[column] ?? 0) : cell.padStart(WIDTHS[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    synthetic: { type: "boolean", default: false },
    threads: { type: "string", default: "2" },
    // Of the hunt lane.
    events: { type: "string", default: "1000000" },
  },
});
const lanes = await allLanes({
  synthetic: values.synthetic,
  threads: Math.max(1, Number(values.threads) || 1),
  events: Math.max(1_000, Number(values.events) || 1_000_000),
});
const names = [...new Set(lanes.map((lane) => lane.name))];
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no lane is called ${unknown.join(" or ")}; there are ${names.join(", ")}`);
  process.exit(2);
}
/** `detect` is everything between bytes and verdict. */
const DETECT = ["decode", "normalise", "match", "verdict"];
const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.includes(name) || (wanted.includes("detect") && DETECT.includes(name));
console.log("CPU time of one core, medians; ÷ JSON.parse is against splitting and parsing the same bytes in the same run\n");
print(COLUMNS);
for (const lane of lanes) if (isWanted(lane.name)) print(row(lane, await lane.run()));
