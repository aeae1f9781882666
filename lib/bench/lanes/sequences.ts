import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Lane } from "../lane.ts";

const Cost = z.object({ microseconds: z.number(), postgres: z.number().nullable(), findings: z.number() });
const Measured = z.object({
  events: z.number(),
  costs: z.object({ none: Cost, single: Cost, sequence: Cost }),
  withKeys: Cost,
  keys: z.number(),
  tableMegabytes: z.number(),
  totalMegabytes: z.number(),
  workerMegabytesBefore: z.number(),
  workerMegabytesAfter: z.number(),
});
type Measured = z.infer<typeof Measured>;

const KEYS = 1_000_000;
const MADE = "20 rules, 1 event in 10 a first step, 1 in 100 a second";

/**
 * What rules over several events cost a stored event, beside rules over one that raise as much, and beside none; and what 1,000,000 open
 * sequences cost and weigh. In a process and a database of its own.
 */
export function sequenceLanes(): readonly Lane[] {
  let measured: Measured | undefined;
  const lane = (corpus: string, pick: (all: Measured) => z.infer<typeof Cost>, detail: (all: Measured) => string): Lane => ({
    name: "sequences",
    corpus,
    async run() {
      measured ??= measureApart();
      const { microseconds, postgres, findings } = pick(measured);
      const beside = postgres === null ? "" : `, Postgres ${postgres.toFixed(1)} µs/event`;
      const { events } = measured;
      return {
        records: events,
        runs: 6,
        cpuSeconds: (microseconds * events) / 1e6,
        detail: `${findings} findings${beside}${detail(measured)}`,
      };
    },
  });
  return [
    lane(
      "no rules",
      ({ costs }) => costs.none,
      () => "",
    ),
    lane(
      "20 rules over one event",
      ({ costs }) => costs.single,
      () => "",
    ),
    lane(
      "20 sequences",
      ({ costs }) => costs.sequence,
      () => `; ${MADE}`,
    ),
    lane(
      "20 sequences, 1M open",
      ({ withKeys }) => withKeys,
      ({ keys, totalMegabytes, tableMegabytes, workerMegabytesBefore, workerMegabytesAfter }) =>
        `; ${keys.toLocaleString("en")} keys, ${totalMegabytes} MB in Postgres (${tableMegabytes} MB rows), worker ${workerMegabytesBefore} MB before and ${workerMegabytesAfter} MB after`,
    ),
  ];
}

function measureApart(): Measured {
  const entry = path.resolve(import.meta.dirname, "../sequences.ts");
  const child = spawnSync(process.execPath, ["--conditions=react-server", "--expose-gc", "--import", "tsx", entry, String(KEYS)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`the sequences lane ended with status ${child.status}`);
  return Measured.parse(JSON.parse(child.stdout.trim().split("\n").at(-1) ?? ""));
}
