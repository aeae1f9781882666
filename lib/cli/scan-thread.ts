import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { unpackRules } from "#core/detection/travel";
import { compileExceptions } from "#core/exception/judge";
import { type FileTally, type Outlet, scanFile } from "./scan-file.ts";
import type { FromThread, ThreadTask, ToThread } from "./scan-threads.ts";
import { scannerOf } from "./scanner.ts";

/** Runs in a worker thread: asks for parts of files until there are none. */
async function serve({ rules, exceptions, now }: ThreadTask): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("scan-thread runs in a worker thread only");
  const ask = async (message: FromThread): Promise<ToThread> => {
    const answer = once(port, "message");
    port.postMessage(message);
    const [reply] = await answer;
    return reply;
  };
  const scanner = scannerOf(unpackRules(rules), compileExceptions(exceptions), now);
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
    if (reply.kind !== "part" || reply.part === null) break;
    tally = await scanFile(reply.part, scanner, outlet);
  }
  port.close();
}

await serve(workerData);
