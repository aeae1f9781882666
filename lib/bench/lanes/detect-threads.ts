import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Corpus } from "../corpus.ts";
import type { Lane } from "../lane.ts";
import { cpuSeconds, median } from "../measure.ts";

const PASSES = 5;
/** Passes after which every thread's index has chosen its clues. */
const LEARNING = 6;
/** A measurement takes at least so long by the wall: threads that start and end milliseconds apart would look slow. */
const LONG_MS = 1_500;

/** The whole line in several threads at once, each over the same bytes, beside one thread alone: taken in turn, median of pairs. */
export function threadLanes(corpora: readonly Corpus[], threads: number): readonly Lane[] {
  return corpora.map((corpus) => ({
    name: "detect",
    corpus: `${corpus.name.split(" ")[0]}: ${threads} threads`,
    async run() {
      const shared = new Uint8Array(new SharedArrayBuffer(corpus.bytes.length));
      shared.set(corpus.bytes);
      const workers = await Promise.all(Array.from({ length: threads }, () => start(shared)));
      await passes(workers, LEARNING);
      const first = workers.slice(0, 1);
      const times = Math.ceil(LONG_MS / (await timed(first, 1)).wall);
      const cpu: number[] = [];
      const gains: number[] = [];
      const dearer: number[] = [];
      for (let run = 0; run < PASSES; run++) {
        const alone = await timed(first, times);
        const together = await timed(workers, times);
        cpu.push(together.cpu / threads / times);
        gains.push((alone.wall * threads) / together.wall);
        dearer.push(together.cpu / threads / alone.cpu);
      }
      await Promise.all(workers.map((worker) => worker.terminate()));
      const detail = `${median(gains).toFixed(2)} times one thread by the wall clock, ${median(dearer).toFixed(2)} times its CPU time a record`;
      return { records: corpus.records, bytes: corpus.bytes.length, runs: PASSES, cpuSeconds: median(cpu), detail };
    },
  }));
}

async function start(bytes: Uint8Array): Promise<Worker> {
  const worker = new Worker(new URL("../detect-thread.mjs", import.meta.url), { workerData: { bytes } });
  await once(worker, "message");
  return worker;
}

/** So many passes in each of some threads. */
async function passes(workers: readonly Worker[], times: number): Promise<void> {
  const answers = workers.map((worker) => once(worker, "message"));
  for (const worker of workers) worker.postMessage(times);
  await Promise.all(answers);
}

async function timed(workers: readonly Worker[], times: number): Promise<{ readonly wall: number; readonly cpu: number }> {
  const before = performance.now();
  const cpu = await cpuSeconds(() => passes(workers, times));
  return { wall: performance.now() - before, cpu };
}
