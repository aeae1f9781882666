import { parentPort, workerData } from "node:worker_threads";
import { decodeBatches, isFault } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import { createRuleSet } from "#core/detection/rule-set";
import { normalise } from "#core/normalise/normalise";
import { loadRulePacks } from "./rules.ts";

/** A thread of the threads lane: bytes to verdicts, as many passes as it is asked for, each answered with its findings. */
const { bytes } = workerData as { readonly bytes: Uint8Array };
const set = createRuleSet((await loadRulePacks()).at(-1)?.rules ?? []);

async function pass(): Promise<number> {
  let findings = 0;
  for await (const batch of decodeBatches(bufferSource(bytes), { file: "bench", lazy: true })) {
    for (const item of batch) {
      const event = isFault(item) ? item : normalise(item, { receivedAt: 0 });
      if (!("kind" in event)) findings += set.match(event).length;
    }
  }
  return findings;
}

parentPort?.on("message", async (times: number) => {
  let findings = 0;
  for (let i = 0; i < times; i++) findings = await pass();
  parentPort?.postMessage(findings);
});
parentPort?.postMessage(0);
