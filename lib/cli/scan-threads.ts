import { Worker } from "node:worker_threads";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import type { Exception } from "#core/exception/exception";
import type { FileTally, Outlet } from "./scan-file.ts";
import type { CapturedHit } from "./watch.ts";

/** What every thread needs to know: each compiles the rules itself, since closures cannot travel. */
export interface ScanTask {
  readonly files: readonly string[];
  readonly rulePaths: readonly string[];
  readonly filterPaths: readonly string[];
  readonly placeholders: Placeholders;
  readonly exceptions: readonly Exception[];
  readonly now: number;
}

/** From a thread: ready for a file (with what the last one gave), or lines to write and hits to keep before it goes on. */
export type FromThread =
  | { readonly kind: "ready"; readonly tally?: FileTally }
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  | { readonly kind: "hits"; readonly hits: readonly CapturedHit[] };
/** To a thread: the next file, `null` when there is none, or leave to go on. */
export type ToThread = { readonly kind: "file"; readonly file: string | null } | { readonly kind: "go on" };

/** Scans files in so many threads, one file in one thread at a time. Findings of a file stay in order; files interleave. */
export async function scanInThreads(task: ScanTask, threads: number, outlet: Outlet, done: (tally: FileTally) => void): Promise<void> {
  const waiting = [...task.files].reverse();
  await Promise.all(Array.from({ length: threads }, () => runThread(task, () => waiting.pop() ?? null, outlet, done)));
}

function runThread(task: ScanTask, next: () => string | null, outlet: Outlet, done: (tally: FileTally) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./scan-thread.mjs", import.meta.url), { workerData: task });
    const answer = (message: ToThread) => worker.postMessage(message);
    worker.on("message", (message: FromThread) => {
      if (message.kind === "lines" || message.kind === "hits") {
        const handed = message.kind === "lines" ? outlet.write(message.lines) : outlet.keep(message.hits);
        handed.then(() => answer({ kind: "go on" }), reject);
        return;
      }
      if (message.tally) done(message.tally);
      answer({ kind: "file", file: next() });
    });
    worker.on("error", reject);
    worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a scan thread ended with status ${code}`))));
  });
}
