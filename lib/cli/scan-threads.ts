import { Worker } from "node:worker_threads";
import type { CompiledRule } from "#core/detection/rule";
import { type PackedRules, packRules } from "#core/detection/travel";
import type { Exception } from "#core/exception/exception";
import { type FilePart, partsOf } from "./file-parts.ts";
import { InOrder } from "./in-order.ts";
import type { FileTally, Outlet } from "./scan-file.ts";
import type { CapturedHit } from "./watch.ts";

export interface ScanTask {
  readonly files: readonly string[];
  readonly rules: readonly CompiledRule[];
  readonly exceptions: readonly Exception[];
  readonly now: number;
}

/** What a thread is told when it starts: the rules are compiled once and travel as data. */
export interface ThreadTask {
  readonly rules: PackedRules;
  readonly exceptions: readonly Exception[];
  readonly now: number;
}

/** From a thread: ready for a part (with what the last one gave), or lines to write and hits to keep before it goes on. */
export type FromThread =
  | { readonly kind: "ready"; readonly tally?: FileTally }
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  | { readonly kind: "hits"; readonly hits: readonly CapturedHit[] };
/** To a thread: the next part, `null` when there is none, or leave to go on. */
export type ToThread = { readonly kind: "part"; readonly part: FilePart | null } | { readonly kind: "go on" };

interface NumberedPart {
  readonly number: number;
  readonly part: FilePart;
}

/**
 * Scans files in so many threads: files of other formats each in one, NDJSON in stretches of lines. What is found is handed
 * over as one thread would find it, in the order of files and records.
 */
export async function scanInThreads(task: ScanTask, threads: number, outlet: Outlet, done: (tally: FileTally) => void): Promise<void> {
  const order = new InOrder(outlet, done);
  const parts = partsOf(task.files);
  const next = async (): Promise<NumberedPart | undefined> => {
    const { value: part } = await parts.next();
    return part ? { number: order.open(part.file), part } : undefined;
  };
  const told: ThreadTask = { rules: packRules(task.rules), exceptions: task.exceptions, now: task.now };
  await Promise.all(Array.from({ length: threads }, () => runThread(told, next, order)));
  await order.end();
}

function runThread(task: ThreadTask, next: () => Promise<NumberedPart | undefined>, order: InOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./scan-thread.mjs", import.meta.url), { workerData: task });
    let current = -1;
    const handle = async (message: FromThread): Promise<ToThread> => {
      if (message.kind !== "ready") {
        await order.take(current, message);
        return { kind: "go on" };
      }
      if (message.tally) await order.close(current, message.tally);
      const given = await next();
      current = given?.number ?? -1;
      return { kind: "part", part: given?.part ?? null };
    };
    worker.on("message", (message: FromThread) => {
      handle(message).then((answer) => worker.postMessage(answer), reject);
    });
    worker.on("error", reject);
    worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a scan thread ended with status ${code}`))));
  });
}
