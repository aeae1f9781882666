import { readFileSync } from "node:fs";
import { createMeter } from "#core/decode/framing/meter";
import { unzip } from "#core/decode/framing/zip";
import { bufferSource, DECODE_LIMITS } from "#core/decode/source";

export interface ElasticQuery {
  readonly file: string;
  readonly id: string;
  readonly query: string;
}

/** The EQL queries of a zip of detection-rules. Reads three members by their form; not a reader of TOML. */
export async function readElasticQueries(zip: string): Promise<readonly ElasticQuery[]> {
  const source = bufferSource(readFileSync(zip));
  const queries: ElasticQuery[] = [];
  for await (const item of unzip(source, createMeter(DECODE_LIMITS, source.size))) {
    if (item.kind !== "member" || !item.name.endsWith(".toml") || item.name.includes("_deprecated")) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of item.bytes()) pieces.push(piece);
    const text = Buffer.concat(pieces).toString("utf8");
    if (!/^language = "eql"/m.test(text)) continue;
    const query = /^query = (?:'''\r?\n?([\s\S]*?)'''|"""\r?\n?([\s\S]*?)"""|"([^\n]*)"\s*$|'([^\n]*)'\s*$)/m.exec(
      text.slice(text.search(/^\[rule\]/m)),
    );
    const id = /^rule_id = "([^"]+)"/m.exec(text)?.[1];
    if (!query || id === undefined) throw new Error(`no query in ${item.name}`);
    const [, raw, escaped, line, rawLine] = query;
    queries.push({ file: item.name, id, query: raw ?? rawLine ?? unescaped(escaped ?? line ?? "") });
  }
  return queries;
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}
