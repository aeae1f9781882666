import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openByteFile } from "#lib/byte-file";
import { collect } from "./testing/collect.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");

function files(folder: string, pattern: RegExp): string[] {
  const root = path.join(DATA, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name) && statSync(path.join(root, name)).isFile())
    .sort();
}

async function decodeFile(folder: string, name: string) {
  const source = await openByteFile(path.join(DATA, folder, name));
  try {
    return await collect(source, { file: name });
  } finally {
    await source.close();
  }
}

const archives = files("03-security-datasets", /\.(zip|tar\.gz)$/i);
describe.runIf(archives.length > 0)("OTRF archives give the events counted by an independent reader", () => {
  const expected = z
    .record(z.string(), z.object({ events: z.number() }))
    .parse(archives.length > 0 ? JSON.parse(readFileSync(path.join(DATA, "03-security-datasets/expected.json"), "utf8")) : {});

  test.each(archives)("%s", async (name) => {
    const { records, codes } = await decodeFile("03-security-datasets", name);
    expect(codes).toEqual([]);
    const counted = new Map<string, number>();
    for (const { position } of records) counted.set(position.file, (counted.get(position.file) ?? 0) + 1);
    const wanted = Object.entries(expected).filter(([member]) => member.startsWith(`${name}/`));
    expect(wanted.length).toBeGreaterThan(0);
    expect([...counted]).toEqual(wanted.map(([member, { events }]) => [member, events]));
  });
});

const counts: Readonly<Record<string, readonly [string, number][]>> = {
  "07-ecs-endpoint": [
    ["geneve-eql-positive.ndjson", 331],
    ...files("07-ecs-endpoint", /sample_event.*\.json$/).map((name): [string, number] => [name, 1]),
  ],
  "08-mde": [
    ["elastic-integrations-m365-test-device.excerpt.ndjson", 3],
    ["otrf-goldensaml-Microsoft365DefenderEvents.ndjson", 9],
    ["plaso-advanced_hunting_test.excerpt.csv", 7],
  ],
  "09-derived-seeds": [
    ["DeviceNetworkEvents.csv", 39],
    ["DeviceProcessEvents.csv", 36],
    ["seed.ecs-endpoint.ndjson", 75],
    ["seed.mde-streaming.ndjson", 75],
    ["seed.sysmon-nxlog.ndjson", 75],
  ],
};
for (const [folder, expected] of Object.entries(counts)) {
  test.runIf(existsSync(path.join(DATA, folder)))(`${folder} decodes without fault`, async () => {
    for (const [name, records] of expected) {
      const found = await decodeFile(folder, name);
      expect([name, found.codes, found.records.length]).toEqual([name, [], records]);
    }
  });
}

const regression = files("04-sigma-regression", /regression_data.*\.json$/);
test.runIf(regression.length > 0)("SigmaHQ's JSON exports give every object they hold", async () => {
  for (const name of regression) {
    const text = readFileSync(path.join(DATA, "04-sigma-regression", name), "utf8");
    const { bodies, codes } = await decodeFile("04-sigma-regression", name);
    // They are pretty-printed, so only a top-level brace stands in the first column; a few are compact.
    const expected = text.match(/^\{/gm)?.length ?? 0;
    expect([name, codes, bodies.length]).toEqual([name, [], expected]);
  }
});
