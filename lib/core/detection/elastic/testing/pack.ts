import { readFileSync } from "node:fs";
import { createMeter } from "#core/decode/framing/meter";
import { unzip } from "#core/decode/framing/zip";
import { bufferSource, DECODE_LIMITS } from "#core/decode/source";
import type { RuleSource } from "../../rule-reader.ts";

/** The rules of a zip of detection-rules that are not deprecated. */
export async function readPack(zip: string): Promise<readonly RuleSource[]> {
  const source = bufferSource(readFileSync(zip));
  const rules: RuleSource[] = [];
  for await (const item of unzip(source, createMeter(DECODE_LIMITS, source.size))) {
    if (item.kind !== "member" || !item.name.endsWith(".toml") || item.name.includes("_deprecated")) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of item.bytes()) pieces.push(piece);
    rules.push({ file: item.name, text: Buffer.concat(pieces).toString("utf8") });
  }
  return rules;
}
