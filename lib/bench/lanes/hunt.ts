import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { HUNT_QUERIES } from "../hunt-queries.ts";
import type { Lane } from "../lane.ts";

const Measured = z.object({
  events: z.number(),
  filling: z.number(),
  bytes: z.number(),
  runs: z.number(),
  queries: z.array(z.object({ name: z.string(), rows: z.number(), seconds: z.number(), cpuSeconds: z.number() })),
});

/** Hunts over thirty days of events in a real Postgres, each the median of its runs; CPU time is of the thread and of Postgres. */
export function huntLanes(events: number): readonly Lane[] {
  let measured: z.infer<typeof Measured> | undefined;
  return HUNT_QUERIES.map(([name]) => ({
    name: "hunt",
    corpus: name,
    async run() {
      measured ??= measureApart(events);
      const query = measured.queries.find((one) => one.name === name);
      if (!query) throw new Error(`the hunt lane did not measure ${name}`);
      const detail = `${query.seconds.toFixed(2)} s of wall time over ${events.toLocaleString("en")} events, ${query.rows} rows`;
      return { records: events, runs: measured.runs, cpuSeconds: query.cpuSeconds, detail };
    },
  }));
}

function measureApart(events: number): z.infer<typeof Measured> {
  const entry = path.resolve(import.meta.dirname, "../hunt.ts");
  const child = spawnSync(process.execPath, ["--conditions=react-server", "--import", "tsx", entry, "--events", String(events)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`the hunt lane ended with status ${child.status}`);
  return Measured.parse(JSON.parse(child.stdout.trim().split("\n").at(-1) ?? ""));
}
