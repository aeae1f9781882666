import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { compileExceptions } from "#core/exception/judge";
import { loadRules } from "./rules.ts";
import { type FileTally, type Outlet, scanFile } from "./scan-file.ts";
import type { FromThread, ScanTask, ToThread } from "./scan-threads.ts";
import { scannerOf } from "./scanner.ts";

/** Runs in a worker thread: asks for files until there are none. */
async function serve({ rulePaths, filterPaths, placeholders, exceptions, now }: ScanTask): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("scan-thread runs in a worker thread only");
  const ask = async (message: FromThread): Promise<ToThread> => {
    const answer = once(port, "message");
    port.postMessage(message);
    const [reply] = await answer;
    return reply;
  };
  const { rules } = await loadRules(rulePaths, filterPaths, { placeholders });
  const scanner = scannerOf(rules, compileExceptions(exceptions), now);
  const outlet: Outlet = {
    write: async (lines) => {
      await ask({ kind: "lines", lines });
    },
    keep: async (hits) => {
      await ask({ kind: "hits", hits });
    },
  };
  let tally: FileTally | undefined;
  for (;;) {
    const reply: ToThread = await ask(tally ? { kind: "ready", tally } : { kind: "ready" });
    if (reply.kind !== "file" || reply.file === null) break;
    tally = await scanFile(reply.file, scanner, outlet);
  }
  port.close();
}

await serve(workerData);
