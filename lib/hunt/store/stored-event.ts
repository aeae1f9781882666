import type { RawRecord } from "#core/decode/record";
import type { EpochMicros, Event } from "#core/event/event";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { microsOf } from "#lib/db/instant";
import type { LightEvent, LightName } from "./light.ts";
import type { CursorRow } from "./session.ts";

/** An event as it was read: normalised when somebody needs it. */
export interface StoredEvent {
  readonly hostId: number;
  readonly at: EpochMicros;
  readonly id: string;
  /** Undefined when today's mapping finds no event in the record, or the record was not fetched. */
  readonly event: Event | undefined;
  /** The stored columns, where they were enough. */
  readonly light?: LightEvent;
}

export const STORED_COLUMNS = `e.host_id, (e."timestamp" AT TIME ZONE 'UTC')::text, e.id, e.file, e.record, e.shape`;
/** Where the record stands behind them. */
export const RAW = 6;

/** The stored columns a light event is made of. */
export const LIGHT_SQL: { readonly [N in LightName]: string } = {
  hostId: "e.host_id",
  class: "e.class",
  processName: "e.process_name",
  remoteAddress: "host(e.remote_address)",
  remotePort: "e.remote_port",
  direction: "e.direction",
};
const NAMES = ["class", "processName", "remoteAddress", "remotePort", "direction"] as const satisfies readonly LightName[];
export const LIGHT_COLUMNS = NAMES.map((name) => LIGHT_SQL[name]).join(", ");

/** A light event of what is known of it; what is not is empty and nobody's. */
export function lightEvent(at: EpochMicros, names: readonly LightName[], cells: CursorRow): LightEvent {
  const cell = (name: LightName): string => cells[names.indexOf(name)] ?? "";
  return {
    at,
    hostId: Number(cell("hostId")),
    class: cell("class"),
    processName: cell("processName"),
    remoteAddress: cell("remoteAddress"),
    remotePort: Number(cell("remotePort")),
    direction: cell("direction"),
  };
}

export function storedEvent([hostId = null, at, id, file, record, shape, raw, ...light]: CursorRow): StoredEvent {
  const micros = microsOf(`${at}Z`);
  const stored = { hostId: Number(hostId), at: micros, id: id ?? "" };
  if (raw === null) return { ...stored, event: undefined, light: lightEvent(micros, ["hostId", ...NAMES], [hostId, ...light]) };
  let made: Event | undefined;
  let isMade = false;
  return {
    ...stored,
    get event() {
      if (isMade) return made;
      isMade = true;
      const source: RawRecord = {
        position: { file: file ?? "", record: Number(record) },
        shape: shape === "windows-event" || shape === "csv" ? shape : "json",
        body: JSON.parse(raw ?? "{}") as JsonObject,
      };
      const event = normalise(source, { receivedAt: micros });
      made = "kind" in event ? undefined : event;
      return made;
    },
  };
}
