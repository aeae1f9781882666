import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileFile, isRuleFile } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { readZipTexts } from "#lib/cli/zip";
import { disconnect } from "#lib/db/client";
import { storeEvents } from "../testing/store-events.ts";
import { eventsOf, filesUnder } from "../testing/two-ways.ts";
import { EventSource } from "./event-source.ts";
import { scanCondition } from "./scan-condition.ts";
import { ALWAYS, StoreSession } from "./session.ts";

const shared = path.resolve(import.meta.dirname, "../../../../shared/data");
const PACKS = ["sigmahq-8eaafff1.zip", "elastic-detection-rules-14cf530f.zip"].map((name) => path.join(shared, "10-rule-packs", name));
const FOLDERS = ["04-sigma-regression", "07-ecs-endpoint", "08-mde", "09-derived-seeds"].map((name) => path.join(shared, name));

afterAll(disconnect);

test.runIf([...PACKS, ...FOLDERS].every(existsSync))(
  "no public rule loses an event that it matches to what Postgres was asked to leave out",
  async () => {
    const events = new Map<string, Event>();
    for (const { name, bytes } of FOLDERS.flatMap(filesUnder))
      for (const event of await eventsOf(name, bytes, Date.UTC(2026, 5, 1) * 1_000)) events.set(event.id, event);
    await storeEvents([...events.values()]);
    const rules: CompiledRule[] = [];
    for (const pack of PACKS) {
      for await (const entry of readZipTexts(pack, (name) => /rules\/windows\/.*\.(?:yml|toml)$/.test(name), 4_000_000)) {
        if (!("text" in entry) || !isRuleFile({ file: entry.name, text: entry.text })) continue;
        rules.push(...compileFile({ file: entry.name, text: entry.text }).rules.filter(({ plan }) => plan?.op === "scan"));
      }
    }
    const set = createRuleSet(rules);
    const matched = new Map<CompiledRule, Set<string>>();
    for (const event of events.values())
      for (const rule of set.match(event)) matched.set(rule, (matched.get(rule) ?? new Set()).add(event.id));
    const session = await StoreSession.open(process.env.DATABASE_URL ?? "", 600_000);
    const partitions = await session.partitions();
    const lost: string[] = [];
    for (const [position, [{ title, plan }, wanted]] of [...matched].entries()) {
      // A third of them says as much, in a third of the time.
      if (position % 3 > 0) continue;
      const source = new EventSource(session, partitions, ALWAYS, { read: 0, total: 0 }, undefined);
      const found = new Set<string>();
      for await (const batch of source.read(scanCondition(plan ? [plan] : []), ALWAYS)) for (const { id } of batch) found.add(id);
      if ([...wanted].some((id) => !found.has(id))) lost.push(title);
    }
    await session.close();
    expect(matched.size).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  },
  600_000,
);
