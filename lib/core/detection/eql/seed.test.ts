import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { decode, isFault } from "../../decode/decode.ts";
import { bufferSource } from "../../decode/source.ts";
import type { Event } from "../../event/event.ts";
import { normalise } from "../../normalise/normalise.ts";
import { compileFile } from "../compile.ts";
import { scansOf } from "../ir/plan-walk.ts";
import { evaluate } from "../match/evaluate.ts";
import type { Hit } from "../run/row.ts";
import { runStateful } from "../stateful.ts";

const folder = path.resolve(import.meta.dirname, "../../../../../shared/data/09-derived-seeds");

async function eventsOf(file: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const item of decode(bufferSource(readFileSync(path.join(folder, file))), { file })) {
    const event = isFault(item) ? item : normalise(item, { receivedAt: 0 });
    if ("fields" in event) events.push(event);
    else throw new Error(`${event.code}: ${event.detail}`);
  }
  return events;
}

const SEED = `sequence by process.entity_id
  [process where process.name : "MSBuild.exe" and event.type == "start"]
  [network where process.name : "MSBuild.exe" and not cidrmatch(destination.ip, "127.0.0.1", "::1")]`;

describe.runIf(existsSync(folder))("Elastic's MSBuild sequence", () => {
  test.each(["seed.ecs-endpoint.ndjson", "seed.sysmon-nxlog.ndjson"])("finds its seven connections in %s", async (file) => {
    const [rule] = compileFile({ file: "msbuild.eql", text: SEED }).rules;
    if (!rule?.plan) throw new Error("the rule was refused");
    const hits: Hit[] = [];
    for (const event of await eventsOf(file)) {
      for (const { scan, where } of scansOf(rule.plan)) {
        const { id, timestamp: at, record } = event;
        if (evaluate(where, event) === true)
          hits.push({ scan, event: id, at, order: record.position.record, get: (field) => event.get(field) });
      }
    }
    const findings = runStateful(rule, hits);
    expect(findings.map((finding) => finding.evidence.length)).toEqual(Array(7).fill(2));
    expect(runStateful(rule, [...hits].reverse())).toEqual(findings);
  });
});
