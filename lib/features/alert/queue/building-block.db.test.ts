import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { disconnect } from "#lib/db/client";
import { inClient } from "#lib/db/testing/in-client";
import type { ActorId } from "../../account/types.ts";
import { raiseAlerts } from "../evidence/mutations.ts";
import { AlertQuery } from "../schema.ts";
import { singleFinding } from "../testing/finding.ts";
import { getQueuePage, listQueueOptions } from "./data.ts";

afterAll(disconnect);

const scope = randomUUID();
const host = `host-${scope}`;

async function raise(title: string, isBuildingBlock: boolean): Promise<void> {
  await inClient(async (client) => {
    const { rows } = await client.query(
      "INSERT INTO host (key, name) VALUES ($1, $1) ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id",
      [host],
    );
    const rule = {
      id: `${title}-${scope}`,
      title,
      language: "eql",
      severity: "low",
      tags: [],
      ...(isBuildingBlock && { isBuildingBlock }),
    } as const;
    const piece = {
      hostId: rows[0].id,
      hostName: host,
      eventId: randomUUID(),
      at: "2026-01-05T08:00:00.000Z",
      why: [],
      user: null,
      process: null,
      destination: null,
      silencedBy: [],
      step: null,
    };
    if (isBuildingBlock) {
      await client.query(
        `INSERT INTO rule (id, title, language, severity, severity_rank, source, file_name, is_building_block, updated_at)
         VALUES ($1, $2, 'eql', 'low', 1, 'any where true', 'a.toml', true, now())`,
        [rule.id, title],
      );
    }
    await raiseAlerts(client, [singleFinding(rule, piece)]);
  });
}

test("alerts of building block rules are left out of the queue, unless they or their rule are asked for", async () => {
  await raise("plain", false);
  await raise("block", true);
  const titles = async (input: object) => {
    const page = await getQueuePage(AlertQuery.parse({ host, ...input }), "me" as ActorId);
    expect(page.total).toBe(page.rows.length);
    return page.rows.map((row) => `${row.ruleTitle} ${row.isBuildingBlock}`).sort();
  };
  expect(await titles({})).toEqual(["plain false"]);
  expect(await titles({ blocks: "shown" })).toEqual(["block true", "plain false"]);
  expect(await titles({ blocks: "only" })).toEqual(["block true"]);
  expect(await titles({ rule: `block-${scope}` })).toEqual(["block true"]);
  expect(await titles({ blocks: "nonsense" })).toEqual(["plain false"]);
  expect((await listQueueOptions()).hasBuildingBlocks).toBe(true);
});
