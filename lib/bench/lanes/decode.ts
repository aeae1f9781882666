import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { decodeBatches } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import { type Corpus, SHARED_DATA } from "../corpus.ts";
import type { Lane } from "../lane.ts";
import { cpuSeconds, measure, measureAlone } from "../measure.ts";

/** Bytes to records: NDJSON, and EVTX where there are sample files. */
export function decodeLanes(corpora: readonly Corpus[]): readonly Lane[] {
  const ndjson = corpora.map(
    (corpus): Lane => ({
      name: "decode",
      corpus: corpus.name,
      async run() {
        let items = 0;
        const pass = async (): Promise<void> => {
          items = await countItems(corpus.bytes);
        };
        return { ...(await measure(corpus, () => cpuSeconds(pass))), records: items, bytes: corpus.bytes.length };
      },
    }),
  );
  const folder = path.join(SHARED_DATA, "01-evtx-attack-samples");
  return existsSync(folder) ? [...ndjson, evtxLane(folder)] : ndjson;
}

function evtxLane(folder: string): Lane {
  return {
    name: "decode",
    corpus: "evtx (samples)",
    async run() {
      const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".evtx"));
      const files = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
      let items = 0;
      const result = await measureAlone(async () => {
        items = 0;
        for (const file of files) items += await countItems(file);
      });
      return { ...result, records: items, bytes: files.reduce((sum, file) => sum + file.length, 0), detail: `${files.length} files` };
    },
  };
}

async function countItems(bytes: Uint8Array): Promise<number> {
  let items = 0;
  for await (const batch of decodeBatches(bufferSource(bytes), { file: "bench", lazy: true })) items += batch.length;
  return items;
}
