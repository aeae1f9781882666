import { existsSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "#core/event/value";
import { createRandom } from "./random.ts";
import { loadSecurityDatasets } from "./security-datasets.ts";
import { syntheticEvents } from "./synthetic.ts";

/** NDJSON in memory, one record a line. */
export interface Corpus {
  readonly name: string;
  readonly bytes: Buffer;
  readonly records: number;
}

/** Public data sets beside the checkout, where there are any. */
export const SHARED_DATA = path.resolve(import.meta.dirname, "../../../shared/data");

/**
 * The corpora of a run: `edr` has the mix an endpoint sensor really sends, `proc` nothing but process creations (the
 * dearest events for rules), `mix` what was recorded (mostly Sysmon's process access). Made of real events where the data sets are there, of synthetic ones otherwise.
 */
export async function loadCorpora(options: { readonly synthetic: boolean }): Promise<readonly Corpus[]> {
  const folder = path.join(SHARED_DATA, "03-security-datasets");
  if (options.synthetic || !existsSync(folder)) {
    const events = syntheticEvents(20_000);
    return [corpus("edr (synthetic)", events), corpus("proc (synthetic)", events.filter(isProcessCreation))];
  }
  const events = await loadSecurityDatasets(folder);
  const processes = events.filter(isProcessCreation);
  // There are only some hundreds of process creations; repeated, a pass is long enough for the clock.
  const random = createRandom(2);
  const repeated = Array.from({ length: 4_000 }, () => random.pick(processes));
  const mix = events.filter((_, at) => at % 5 === 0).slice(0, 20_000);
  return [corpus("edr (OTRF)", resample(events, 20_000)), corpus("proc (OTRF)", repeated), corpus("mix (OTRF)", mix)];
}

function corpus(name: string, events: readonly JsonObject[]): Corpus {
  return { name, bytes: Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join("")), records: events.length };
}

/** Parts in a thousand of what an endpoint sensor sends, by Windows event id. */
const MIX: readonly (readonly [parts: number, ...eventIds: number[]])[] = [
  [80, 1, 4688],
  [220, 7],
  [250, 12, 13, 14],
  [150, 11, 15, 23],
  [110, 3, 5156],
  [50, 22],
  [60, 10],
  [14, 800, 4103, 4104],
];

function resample(events: readonly JsonObject[], count: number): readonly JsonObject[] {
  const random = createRandom(1);
  const known = new Set(MIX.flatMap(([, ...ids]) => ids));
  const groups = MIX.map(([parts, ...ids]) => ({ parts, events: events.filter((event) => ids.includes(Number(event.EventID))) }));
  const rest = {
    parts: 1_000 - MIX.reduce((sum, [parts]) => sum + parts, 0),
    events: events.filter((event) => !known.has(Number(event.EventID))),
  };
  const wheel = [...groups, rest].flatMap((group) =>
    Array<readonly JsonObject[]>(group.events.length > 0 ? group.parts : 0).fill(group.events),
  );
  return Array.from({ length: count }, () => random.pick(random.pick(wheel)));
}

function isProcessCreation(event: JsonObject): boolean {
  return event.EventID === 4688 || (event.EventID === 1 && String(event.Channel).includes("Sysmon"));
}
