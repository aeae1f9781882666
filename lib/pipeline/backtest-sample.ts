import type { CompiledRule } from "#core/detection/rule";
import type { Event } from "#core/event/event";
import type { Scalar } from "#core/event/value";
import type { Judge } from "#core/exception/judge";
import { evidenceSubject } from "#core/exception/subject";
import type { BacktestSample } from "#features/execution/types";
import { instant } from "#lib/db/instant";

/** Events of a sample that are shown. */
const PIECES = 5;
const LONGEST = 300;

export interface SampleSource {
  readonly at: number;
  readonly events: readonly Event[];
  /** Events in all. */
  readonly total: number;
  readonly cells: { readonly [column: string]: Scalar | null };
}

/**
 * A finding as a backtest shows it. Whether exceptions would silence it is judged by the events alone, without what the process table
 * knows beside them; a sequence by any of its events, everything else by all.
 */
export function backtestSample(rule: CompiledRule, found: SampleSource, judge: Judge, now: number): BacktestSample {
  const { events, cells, total, at } = found;
  const isSilenced = (event: Event): boolean => judge.silencedBy(evidenceSubject(rule.id, event, null), now).length > 0;
  const needsAll = rule.plan?.op === "sequence" || rule.plan?.op === "sample";
  return {
    at: instant(at),
    hosts: distinct(events.map(({ host }) => host.name)),
    processes: distinct(events.flatMap(({ fields }) => textOf(fields["process.name"]))),
    events: total,
    cells,
    pieces: events.slice(0, PIECES).map((event) => ({ eventId: event.id, at: instant(event.timestamp), text: eventText(event) })),
    silenced: events.length > 0 && (needsAll ? events.some(isSilenced) : events.every(isSilenced)),
  };
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].slice(0, 10);

const textOf = (value: unknown): readonly string[] => (typeof value === "string" && value !== "" ? [value] : []);

/** An event in one line: its time, what it is, and what is most telling of it. */
function eventText({ timestamp, fields }: Event): string {
  const said = ["event.action", "process.command_line", "destination.ip", "destination.domain", "file.path", "registry.path", "dll.path"];
  const parts = said.flatMap((name) => textOf(fields[name]));
  return [instant(timestamp), ...parts].join(" · ").slice(0, LONGEST);
}
