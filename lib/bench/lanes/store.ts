import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Corpus } from "../corpus.ts";
import type { Lane } from "../lane.ts";

const Measured = z.object({
  records: z.number(),
  runs: z.number(),
  cpuSeconds: z.number(),
  postgresSeconds: z.number().optional(),
  wallSeconds: z.number(),
  findings: z.number(),
});

/**
 * A spooled file to alerts: decode, normalise, match with the built-in rules, and store in a real Postgres, as the worker does it.
 * In a process of its own, because the database's code loads only where it is the server's. CPU time is the worker's; the
 * detail has that of Postgres, and the wall time of both.
 */
export function storeLanes(corpora: readonly Corpus[]): readonly Lane[] {
  return corpora.map((corpus) => ({
    name: "store",
    corpus: corpus.name,
    async run() {
      const folder = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
      const file = path.join(folder, "corpus.ndjson");
      try {
        writeFileSync(file, corpus.bytes);
        const { records, runs, cpuSeconds, postgresSeconds, wallSeconds, findings } = measureApart(file);
        const postgres = postgresSeconds === undefined ? "" : `Postgres ${((postgresSeconds / records) * 1e6).toFixed(1)} µs/record, `;
        const rate = Math.round(records / wallSeconds).toLocaleString("en");
        return {
          records,
          runs,
          cpuSeconds,
          bytes: corpus.bytes.length,
          detail: `${postgres}${rate} records/s of wall time with Postgres, ${findings} findings`,
        };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  }));
}

function measureApart(file: string): z.infer<typeof Measured> {
  const entry = path.resolve(import.meta.dirname, "../store.ts");
  const child = spawnSync(process.execPath, ["--conditions=react-server", "--import", "tsx", entry, file], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`the store lane ended with status ${child.status}`);
  return Measured.parse(JSON.parse(child.stdout.trim().split("\n").at(-1) ?? ""));
}
