import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { decode, isFault } from "#core/decode/decode";
import { normalise } from "#core/normalise/normalise";
import { runQuery } from "./query.ts";
import { evidenceIds, type Row } from "./run/row.ts";
import { heldCatalog } from "./tables/catalog.ts";
import { EventTables } from "./tables/held-tables.ts";
import { parseDatetime } from "./value/parse-time.ts";

/** The two hunting pages of the mission, run exactly as written, in both dialects, over the same events from three sensors. */
const SHARED = path.resolve(import.meta.dirname, "../../../../../shared");
const FOLDER = path.join(SHARED, "data/09-derived-seeds");
const isThere = existsSync(FOLDER);
const Expected = z.object({ rare_kql: z.object({ "reported (<4 devices)": z.record(z.string(), z.number()) }) });

async function catalogOf(file: string) {
  const bytes = readFileSync(path.join(FOLDER, file));
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    async *stream() {
      yield bytes;
    },
  };
  const tables = new EventTables();
  for await (const record of decode(source, { file })) {
    const event = isFault(record) ? record : normalise(record, { receivedAt: Date.UTC(2026, 2, 20) * 1_000 });
    if ("kind" in event) continue;
    tables.take(event);
  }
  return heldCatalog(tables.tables());
}

function seed(prefix: string): string {
  const name = prefix === "002" ? "002_c57820b53890fb1e.txt" : "004_7f45f888a3158f05.txt";
  return readFileSync(path.join(SHARED, "seeds", name), "utf8");
}

const CIDR_LIST = "CIDR,CIDRASN,CIDRASNName,CIDRSource\n108.179.232.0/24,46606,UNIFIEDLAYER-AS-1,test\n45.76.0.0/16,none,AS-VULTR,test\n";

async function answer(text: string, catalog: Awaited<ReturnType<typeof catalogOf>>) {
  const result = await runQuery(text, { catalog, now: parseDatetime("2026-03-20") ?? 0n, outside: { list: () => ({ text: CIDR_LIST }) } });
  if (!result.ok) throw new Error(result.diagnostic.message);
  const rows: Row[] = [];
  for await (const batch of result.rows) rows.push(...batch);
  const at = (name: string) => result.columns.findIndex((column) => column.name === name);
  return { rows, columns: result.columns.map(({ name }) => name), at, notices: result.notices };
}

describe.runIf(isThere).each(["seed.mde-streaming.ndjson", "seed.sysmon-nxlog.ndjson", "seed.ecs-endpoint.ndjson"])("%s", (file) => {
  let catalog: Awaited<ReturnType<typeof catalogOf>>;
  beforeAll(async () => {
    catalog = await catalogOf(file);
  });

  const dialects = isThere
    ? seed("004")
        .split(/\n(?:Defender For Endpoint|Sentinel)\n/)
        .slice(1)
    : [];
  test.each(dialects)("rare outgoing connections report the expected processes, with every contributing event", async (text) => {
    const expected = Expected.parse(JSON.parse(readFileSync(path.join(FOLDER, "expected.json"), "utf8"))).rare_kql["reported (<4 devices)"];
    const { rows, columns, at } = await answer(text, catalog);
    expect(Object.fromEntries(rows.map(({ cells }) => [cells[at("InitiatingProcessFileName")], cells[at("DeviceCount")]]))).toEqual(
      expected,
    );
    expect(columns).toEqual([
      "InitiatingProcessFileName",
      "Hashes",
      "DeviceCount",
      "SampleProcess",
      "SampleRemoteIP",
      "Ports",
      "RemoteIP_country",
    ]);
    for (const { cells, evidence } of rows) expect(evidenceIds(evidence).length).toBeGreaterThanOrEqual(Number(cells[at("DeviceCount")]));
  });

  const pages = isThere ? [...seed("002").matchAll(/```KQL\n(.*?)```/gs)].map((match) => match[1] ?? "") : [];
  test.each(pages)("MSBuild connections get their network's owner, one event an address", async (text) => {
    const { rows, at, notices } = await answer(text, catalog);
    const found = rows.map(({ cells }) => [cells[at("RemoteIP")], cells[at("CIDRASN")], cells[at("CIDRASNName")]]);
    expect(new Set(found.map(([address]) => address)).size).toBe(found.length);
    expect(found).toContainEqual(["108.179.232.58", 46606, "UNIFIEDLAYER-AS-1"]);
    // A cell that is no int is null; an address in no block keeps its row.
    expect(found).toContainEqual(["45.76.12.27", null, "AS-VULTR"]);
    expect(found).toContainEqual(["13.107.4.50", null, ""]);
    expect(notices).toContain("ipv4_lookup leaves out rows whose address is not IPv4");
  });
});
