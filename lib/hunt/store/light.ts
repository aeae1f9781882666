import { classesOf } from "#core/detection/kql/tables/event-row";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { Cell, Column } from "#core/detection/kql/value/type";
import { canonicalAddress } from "#core/event/address";
import { EVENT_CLASSES } from "#core/event/class";
import { actionTypesOf } from "#core/normalise/derive/defender-action";
import { ipType } from "#core/normalise/derive/ip-type";
import type { KnownHost } from "./columns.ts";
import { CUT_KEY } from "./columns.ts";
import { and, type Condition, isSql, type Sql, sql } from "./sql.ts";

/** The stored columns of an event whose record was not fetched. */
export interface LightEvent {
  readonly hostId: number;
  readonly at: number;
  readonly class: string;
  readonly processName: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly direction: string;
}

/** The stored columns that a reader may ask for, beside the time. */
export type LightName = Exclude<keyof LightEvent, "at">;

/** How rows are made without their records: where `known` holds of a stored event, its columns are what the record would give. */
export interface LightReader {
  readonly known: Sql;
  readonly read: ReadonlyMap<number, (event: LightEvent) => Cell>;
  /** What it looks at beside the time. */
  readonly needs: ReadonlySet<LightName>;
}

interface LightColumn {
  readonly known: Condition;
  readonly needs: readonly LightName[];
  readonly read: (event: LightEvent) => Cell;
}

/** Classes that have one ActionType only. */
const PLAIN_CLASSES = EVENT_CLASSES.filter((name) => actionTypesOf(name).length === 1);
const ACTIONS: ReadonlyMap<string, string> = new Map(PLAIN_CLASSES.map((name) => [name, actionTypesOf(name)[0] ?? ""]));

const time: LightColumn = { known: true, needs: [], read: ({ at }) => EPOCH_TICKS + BigInt(at) * 10n };
const address: LightColumn = {
  known: sql("e.remote_address IS NOT NULL"),
  needs: ["remoteAddress"],
  read: ({ remoteAddress }) => canonicalAddress(remoteAddress) ?? "",
};
const kind: LightColumn = { ...address, read: ({ remoteAddress }) => ipType(remoteAddress) ?? "" };
const port: LightColumn = { known: sql("e.remote_port IS NOT NULL"), needs: ["remotePort"], read: ({ remotePort }) => remotePort };
const name: LightColumn = { known: sql("e.process_name IS NOT NULL"), needs: ["processName"], read: ({ processName }) => processName };
/** Of connections it depends on the outcome too, but Sysmon knows none (`actionType`). */
const action: LightColumn = {
  known: sql("(e.class = ANY(?::text[]) OR e.class = 'network_connection' AND e.source = 'sysmon')", PLAIN_CLASSES),
  needs: ["class", "direction"],
  read: (event) => {
    if (event.class !== "network_connection") return ACTIONS.get(event.class) ?? "";
    return event.direction === "ingress" ? "InboundConnectionAccepted" : "ConnectionSuccess";
  },
};

/** Of hosts whose name was too long for its column only the record has the name. */
function host(hosts: readonly KnownHost[]): LightColumn {
  const keys = new Map(hosts.map(({ id, key }) => [id, key]));
  const cut = hosts.filter(({ key }) => CUT_KEY.test(key)).map(({ id }) => id);
  const known = cut.length === 0 || sql("e.host_id <> ALL(?::int[])", cut);
  return { known, needs: ["hostId"], read: ({ hostId }) => keys.get(hostId) ?? "" };
}

function lightColumn(table: string, column: string, hosts: readonly KnownHost[]): LightColumn | undefined {
  switch (column) {
    case "Timestamp":
    case "TimeGenerated":
      return time;
    case "DeviceName":
    case "DeviceId":
      return host(hosts);
    case "ActionType":
      return action;
    case "FileName":
      return table === "DeviceProcessEvents" ? name : undefined;
    case "InitiatingProcessFileName":
      return table === "DeviceProcessEvents" ? undefined : name;
    case "RemoteIP":
      return address;
    case "RemoteIPType":
      return kind;
    case "RemotePort":
      return port;
    default:
      return undefined;
  }
}

/** Undefined when a column that is read is in the records alone, or the table's rows are not told by their class. */
export function lightReader(
  table: string,
  columns: readonly Column[],
  wanted: readonly number[],
  hosts: readonly KnownHost[],
): LightReader | undefined {
  const classes = classesOf(table);
  if (classes.length === 0) return undefined;
  const found = wanted.map((index) => [index, lightColumn(table, columns[index]?.name ?? "", hosts)] as const);
  const read = new Map<number, (event: LightEvent) => Cell>();
  const needs = new Set<LightName>();
  const conditions: Condition[] = [sql("e.source <> 'defender'"), sql("e.class = ANY(?::text[])", classes)];
  for (const [index, column] of found) {
    if (!column) return undefined;
    read.set(index, column.read);
    for (const need of column.needs) needs.add(need);
    conditions.push(column.known);
  }
  const known = and(...conditions);
  return isSql(known) ? { known, read, needs } : undefined;
}
