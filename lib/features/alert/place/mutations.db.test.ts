import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressLookup } from "#lib/addresses";
import { disconnect, pool } from "#lib/db/client";
import { inClient } from "#lib/db/testing/in-client";
import type { ActorId } from "../../account/types.ts";
import { raiseAlerts } from "../evidence/mutations.ts";
import { getQueuePage, listQueueOptions } from "../queue/data.ts";
import { AlertQuery } from "../schema.ts";
import { singleFinding } from "../testing/finding.ts";
import { fillPlaces } from "./mutations.ts";

const scope = randomUUID();
const host = `host-${scope}`;
// In Finland, in the United States, and nowhere.
const [FINLAND, STATES, PRIVATE] = ["95.217.228.176", "13.107.246.40", "10.20.0.15"];
let hostId = 0;

beforeAll(async () => {
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [host]);
  hostId = rows[0].id;
});
afterAll(disconnect);

/** A process with its alert, one connection for each batch of addresses; the first is the first destination. */
async function connections(process: string, ...batches: readonly (readonly string[])[]): Promise<void> {
  const lookup = await addressLookup();
  const rule = { id: `rule-${scope}`, title: "Connects", language: "sigma", severity: "high", tags: [] } as const;
  for (const [minute, batch] of batches.entries()) {
    const findings = batch.map((address, second) =>
      singleFinding(rule, {
        hostId,
        hostName: host,
        eventId: randomUUID(),
        at: new Date(Date.UTC(2026, 0, 5, 8, minute, second)).toISOString(),
        why: [],
        user: "alice",
        process: { key: process, name: process, executable: `C:\\${process}`, commandLine: process },
        destination: { context: lookup(address), port: 443 },
        silencedBy: address === STATES && process === "silenced.exe" ? [randomUUID()] : [],
        step: null,
      }),
    );
    await inClient((client) => raiseAlerts(client, findings));
  }
}

async function queue(filter: object): Promise<readonly (string | null)[]> {
  const { rows } = await getQueuePage(AlertQuery.parse({ host, sort: "process", direction: "asc", ...filter }), "nobody" as ActorId);
  return rows.map((row) => row.process);
}

test("a country or a network finds every alert with a destination there, not only those whose first one is", async () => {
  await connections("both.exe", [FINLAND, STATES]);
  await connections("finland.exe", [FINLAND, FINLAND]);
  await connections("later.exe", [PRIVATE], [FINLAND], [STATES, PRIVATE]);
  await connections("nowhere.exe", [PRIVATE]);
  await connections("silenced.exe", [FINLAND], [STATES]);
  expect(await queue({ country: "FI" })).toEqual(["both.exe", "finland.exe", "later.exe", "silenced.exe"]);
  expect(await queue({ country: "us" })).toEqual(["both.exe", "later.exe", "silenced.exe"]);
  expect(await queue({ asn: 24_940 })).toEqual(["both.exe", "finland.exe", "later.exe", "silenced.exe"]);
  expect(await queue({ asn: 8_075 })).toEqual(["both.exe", "later.exe", "silenced.exe"]);
  expect(await queue({ country: "DE" })).toEqual([]);
  expect((await listQueueOptions()).countries).toEqual(expect.arrayContaining(["FI", "US"]));
  const { rows } = await pool().query("SELECT countries, asns FROM alert WHERE host_name = $1 AND process_name = 'later.exe'", [host]);
  expect(rows).toEqual([{ countries: ["FI", "US"], asns: ["8075", "24940"] }]);
});

test("alerts older than the columns are found by their first destination, and by every other once they are looked up", async () => {
  await pool().query("UPDATE alert SET countries = NULL, asns = NULL WHERE host_name = $1", [host]);
  expect(await queue({ country: "US" })).toEqual([]);
  expect(await queue({ country: "FI" })).toEqual(["both.exe", "finland.exe", "silenced.exe"]);
  // What arrives meanwhile makes nothing of them that looks complete.
  await connections("both.exe", [], [FINLAND]);
  while ((await fillPlaces()) > 0);
  expect(await queue({ country: "US" })).toEqual(["both.exe", "later.exe", "silenced.exe"]);
  expect(await queue({ asn: 24_940 })).toEqual(["both.exe", "finland.exe", "later.exe", "silenced.exe"]);
  expect(await fillPlaces()).toBe(0);
});
