import type { JsonCell } from "#core/detection/kql/run/print";
import type { Match } from "#core/detection/run/pipes";
import type { Query } from "#core/detection/run/query";
import type { Hit } from "#core/detection/run/row";
import { type FieldRef, fieldRef } from "#core/event/field";
import { formatTimestamp } from "#core/event/timestamp";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { referenceOf } from "./store/reference.ts";

const ecs = (name: string): FieldRef => fieldRef("ecs", name);

/** What an event shows of itself; the whole of it is behind its reference. */
const SHOWN: readonly (readonly [column: HuntColumn, fields: readonly FieldRef[]])[] = [
  [{ name: "Host", type: "string" }, [ecs("host.name")]],
  [{ name: "Class", type: "string" }, [ecs("callout.class")]],
  [{ name: "Process", type: "string" }, [ecs("process.executable"), ecs("process.name")]],
  [{ name: "CommandLine", type: "string" }, [ecs("process.command_line")]],
  [{ name: "User", type: "string" }, [ecs("user.name")]],
  [{ name: "RemoteAddress", type: "string" }, [ecs("callout.remote.ip"), ecs("destination.ip")]],
  [{ name: "RemotePort", type: "long" }, [ecs("callout.remote.port"), ecs("destination.port")]],
  [
    { name: "Object", type: "string" },
    [ecs("file.path"), ecs("dll.path"), ecs("registry.path"), ecs("dns.question.name"), ecs("Target.process.executable")],
  ],
];
const RULE: HuntColumn = { name: "Rule", type: "string" };

/** Columns of a result that has one event a row. */
const EVENT_COLUMNS: readonly HuntColumn[] = [{ name: "Timestamp", type: "datetime" }, ...SHOWN.map(([column]) => column), RULE];

/** Columns of a result whose rows are several events, or counts of them. */
const MATCH_COLUMNS: readonly HuntColumn[] = [
  { name: "First", type: "datetime" },
  { name: "Last", type: "datetime" },
  { name: "Host", type: "string" },
  { name: "Events", type: "long" },
  { name: "By", type: "dynamic" },
  { name: "Values", type: "dynamic" },
  { name: "Processes", type: "dynamic" },
  RULE,
];

export const resultColumns = (grouped: boolean): readonly HuntColumn[] => (grouped ? MATCH_COLUMNS : EVENT_COLUMNS);

/** Whether a match is several events, or a count of them. */
export function isGrouped({ plan, places, pipes }: Query): boolean {
  return plan.op !== "scan" || places === "all" || pipes.some((pipe) => pipe.kind === "count" || pipe.kind === "unique_count");
}

/** Microseconds with the seventh digit that a datetime has here. */
const time = (micros: number): string => formatTimestamp(micros).replace("Z", "0Z");

function first(hit: Hit, fields: readonly FieldRef[]): JsonCell {
  for (const field of fields) {
    const value = hit.get(field);
    if (value === undefined || value === null || value === "") continue;
    return Array.isArray(value) ? value.join(", ") : (value as JsonCell);
  }
  return null;
}

export function eventRow({ hits }: Match, rule: string): HuntResultRow {
  const [hit] = hits;
  if (!hit) return { cells: EVENT_COLUMNS.map(() => null), events: [], eventTotal: 0 };
  const cells = [time(hit.at), ...SHOWN.map(([{ type }, fields]) => first(hit, fields) ?? (type === "string" ? "" : null)), rule];
  return { cells, events: [referenceOf(hit.event)], eventTotal: 1 };
}

export function matchRow({ hits, keys, counted, cells }: Match, rule: string, most: number): HuntResultRow {
  const known = hits.filter((hit) => hit !== null);
  const times = known.map((hit) => hit.at);
  const events = counted?.count ?? known.length;
  const values: { [name: string]: JsonCell } = { ...cells, ...(counted && { count: counted.count, percent: counted.percent }) };
  const processes = [...new Set(known.map((hit) => first(hit, [ecs("process.name"), ecs("process.executable")])))].filter(
    (name) => name !== null,
  );
  return {
    cells: [
      times.length > 0 ? time(Math.min(...times)) : null,
      times.length > 0 ? time(Math.max(...times)) : null,
      known[0] ? first(known[0], [ecs("host.name")]) : "",
      events,
      [...(counted?.key ?? keys)],
      values,
      processes.slice(0, MOST_PROCESSES),
      rule,
    ],
    events: known.slice(0, most).map((hit) => referenceOf(hit.event)),
    eventTotal: known.length,
  };
}

const MOST_PROCESSES = 20;
