import type { Event } from "#core/event/event";
import { both, type Evidence, type Row } from "../run/row.ts";
import { EPOCH_TICKS } from "../value/calendar.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { deviceColumn, deviceTableOf } from "./device-row.ts";
import { DERIVED_TABLES } from "./schema.ts";

/** A table whose rows are made of many events. Give it the events, then ask. */
export interface DerivedTable {
  readonly columns: readonly Column[];
  /** What the reader of a result must know of it. */
  readonly notice: string;
  take(event: Event): void;
  rows(): Iterable<Row>;
}

/** What is known of a device on one day. */
interface Day {
  first: Event;
  last: Event;
  readonly users: Map<string, Dynamic>;
  readonly addresses: Set<string>;
  evidence: Evidence;
}

/** What an event without a host has for one. */
const NO_HOST = "unknown";
const DAY_MICROS = 86_400_000_000;
const MOST_USERS = 100;
const MOST_ADDRESSES = 100;

/**
 * Undefined for a table that is not derived. One row a device and day (UTC), at the time of the day's last event; of days of which
 * Defender's own rows were shipped, those.
 */
export function derivedTable(table: string): DerivedTable | undefined {
  const columns = DERIVED_TABLES.get(table);
  if (!columns) return undefined;
  const days = new Map<string, Day>();
  const reported: Row[] = [];
  const isReported = new Set<string>();
  const readers = columns.map(deviceColumn);
  return {
    columns,
    notice: `${table} is derived: one row a device and day, from the events of that day; what no event tells is empty`,
    take(event) {
      if (event.host.key === NO_HOST || (event.source === "defender" && deviceTableOf(event) === undefined)) return;
      const key = `${event.host.key} ${Math.floor(event.timestamp / DAY_MICROS)}`;
      if (event.source === "defender" && deviceTableOf(event) === table) {
        reported.push({ cells: readers.map((read) => read(event)), evidence: { id: event.id, count: 1 } });
        isReported.add(key);
        return;
      }
      const day = days.get(key) ?? { first: event, last: event, users: new Map(), addresses: new Set(), evidence: null };
      days.set(key, day);
      learn(day, event);
    },
    *rows() {
      yield* reported;
      for (const [key, day] of days) {
        if (isReported.has(key)) continue;
        const cells = columns.map((column) => cellOf(day, column));
        yield { cells, evidence: day.evidence };
      }
    },
  };
}

function learn(day: Day, event: Event): void {
  if (event.timestamp >= day.last.timestamp) day.last = event;
  if (event.timestamp < day.first.timestamp) day.first = event;
  const { fields } = event;
  const name = fields["user.name"];
  const domain = fields["user.domain"];
  if (typeof name === "string" && !name.endsWith("$") && day.users.size < MOST_USERS) {
    const sid = fields["user.id"];
    const user: [string, Dynamic][] = [["UserName", name]];
    if (typeof domain === "string") user.push(["DomainName", domain]);
    if (typeof sid === "string") user.push(["Sid", sid]);
    const key = `${domain}\\${name}`.toLowerCase();
    if (!day.users.has(key)) day.users.set(key, new Map(user));
  }
  for (const address of [fields["callout.local.ip"], fields["host.ip"]].flat()) {
    if (typeof address === "string" && address !== "" && day.addresses.size < MOST_ADDRESSES) day.addresses.add(address);
  }
  // The first and the last event stand for the day: all of them would be all events of the store.
  day.evidence = both({ id: day.first.id, count: 1 }, day.last === day.first ? null : { id: day.last.id, count: 1 });
}

function cellOf(day: Day, { name, type }: Column): Cell {
  const { last } = day;
  switch (name) {
    case "Timestamp":
    case "TimeGenerated":
    case "_IngestionTime":
      return EPOCH_TICKS + BigInt(last.timestamp) * 10n;
    case "DeviceId":
    case "DeviceName":
      return last.host.key;
    case "OSPlatform":
      return osOf(last);
    case "LoggedOnUsers":
      return [...day.users.values()];
    case "IPAddresses":
      return [...day.addresses].map((address): Dynamic => new Map([["IPAddress", address]]));
    case "DeviceCategory":
      return "Endpoint";
    case "OnboardingStatus":
      return last.source === "defender" ? "Onboarded" : "";
    case "NetworkAdapterStatus":
      return day.addresses.size > 0 ? "Up" : "";
  }
  return emptyOf(type);
}

function osOf({ fields }: Event): string {
  const type = fields["host.os.type"];
  return typeof type === "string" ? type.charAt(0).toUpperCase() + type.slice(1) : "";
}
