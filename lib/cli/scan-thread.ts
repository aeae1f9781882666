import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { createRuleSet } from "#core/detection/rule-set";
import { compileExceptions } from "#core/exception/judge";
import { loadRules } from "./rules.ts";
import { type FileTally, scanFile } from "./scan-file.ts";
import type { FromThread, ScanTask, ToThread } from "./scan-threads.ts";

/** Runs in a worker thread: asks for files until there are none. */
async function serve({ rulePaths, exceptions, now }: ScanTask): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("scan-thread runs in a worker thread only");
  const ask = async (message: FromThread): Promise<ToThread> => {
    const answer = once(port, "message");
    port.postMessage(message);
    const [reply] = await answer;
    return reply;
  };
  const { rules } = await loadRules(rulePaths);
  const scanner = { rules: createRuleSet(rules), judge: compileExceptions(exceptions), now };
  const write = async (lines: readonly string[]) => {
    await ask({ kind: "lines", lines });
  };
  let tally: FileTally | undefined;
  for (;;) {
    const reply: ToThread = await ask(tally ? { kind: "ready", tally } : { kind: "ready" });
    if (reply.kind !== "file" || reply.file === null) break;
    tally = await scanFile(reply.file, scanner, write);
  }
  port.close();
}

await serve(workerData);
