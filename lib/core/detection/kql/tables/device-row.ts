import { EVENT_CLASSES, type EventClass } from "#core/event/class";
import type { Event } from "#core/event/event";
import { type FieldRef, fieldRef } from "#core/event/field";
import type { FieldValue } from "#core/event/value";
import { windowsAction } from "#core/normalise/derive/defender-action";
import { EPOCH_TICKS } from "../value/calendar.ts";
import { cast } from "../value/cast.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { DERIVED_TABLES, DEVICE_TABLES } from "./schema.ts";

/** Which table an event is a row of; a process's end and a closed connection have no row in Defender (telemetry.md §1.5.3). */
const TABLE_OF_CLASS: { readonly [C in EventClass]: string | undefined } = {
  process_creation: "DeviceProcessEvents",
  process_termination: undefined,
  network_connection: "DeviceNetworkEvents",
  network_disconnect: undefined,
  network_listen: "DeviceNetworkEvents",
  dns_query: "DeviceEvents",
  file_event: "DeviceFileEvents",
  file_change: "DeviceFileEvents",
  file_delete: "DeviceFileEvents",
  file_delete_detected: "DeviceFileEvents",
  file_rename: "DeviceFileEvents",
  file_access: "DeviceFileEvents",
  create_stream_hash: "DeviceFileEvents",
  file_block_executable: "DeviceFileEvents",
  file_block_shredding: "DeviceFileEvents",
  file_executable_detected: "DeviceFileEvents",
  registry_add: "DeviceRegistryEvents",
  registry_delete: "DeviceRegistryEvents",
  registry_set: "DeviceRegistryEvents",
  registry_rename: "DeviceRegistryEvents",
  registry_event: "DeviceRegistryEvents",
  image_load: "DeviceImageLoadEvents",
  driver_load: "DeviceEvents",
  create_remote_thread: "DeviceEvents",
  raw_access_thread: "DeviceEvents",
  process_access: "DeviceEvents",
  process_tampering: "DeviceEvents",
  pipe_created: "DeviceEvents",
  pipe_connected: "DeviceEvents",
  wmi_event: "DeviceEvents",
  clipboard_capture: "DeviceEvents",
  sysmon_status: undefined,
  sysmon_error: undefined,
  ps_script: "DeviceEvents",
  ps_module: "DeviceEvents",
  ps_classic_start: "DeviceEvents",
  ps_classic_provider_start: "DeviceEvents",
  ps_classic_script: "DeviceEvents",
  logon: "DeviceLogonEvents",
  logoff: undefined,
  antivirus: "DeviceEvents",
  other: undefined,
};

/** Tables of mail, identities and clouds, which are none of ours. */
const OTHER_TABLES = /^(?:Identity|Email|CloudApp|Alert|Url|AAD|Entra|Behavior|DeviceTvm)/;

const OWN_TABLES = ["$table", "Type", "Table", "TableName"] as const;

/** The Device table an event belongs to, or undefined. A Defender row that names its table is a row of that one. */
export function deviceTableOf(event: Event): string | undefined {
  if (event.source === "defender") {
    const { category } = event.record.body;
    const named = [category, ...OWN_TABLES.map((name) => event.record.body[name])].find((value) => typeof value === "string");
    const table = typeof named === "string" ? named.replace(/^AdvancedHunting-/, "") : "";
    if (DEVICE_TABLES.has(table) || DERIVED_TABLES.has(table)) return table;
    if (OTHER_TABLES.test(table)) return undefined;
    if (event.class === "other") return "DeviceEvents";
  }
  return TABLE_OF_CLASS[event.class] ?? (windowsAction(event) === undefined ? undefined : "DeviceEvents");
}

/** Classes whose events are rows of a Device table. A row of Defender may be in any table, whatever its class. */
export function classesOf(table: string): readonly EventClass[] {
  return EVENT_CLASSES.filter((one) => TABLE_OF_CLASS[one] === table);
}

/** Reads one column of an event, in the Defender view. */
export function deviceColumn({ name, type }: Column): (event: Event) => Cell {
  const field: FieldRef = fieldRef("defender", name);
  if (name === "Timestamp" || name === "TimeGenerated") return (event) => timeOf(event, field);
  return (event) => {
    const value = event.get(field);
    return value === undefined || value === null ? emptyOf(type) : cellOf(value, type);
  };
}

/** The event's instant. A Defender row writes it with a digit more than microseconds have; both of its time columns are that instant. */
function timeOf(event: Event, field: FieldRef): Cell {
  const ticks = EPOCH_TICKS + BigInt(event.timestamp) * 10n;
  const written = event.source === "defender" ? event.get(field) : undefined;
  const own = typeof written === "string" ? cast(written, "string", "datetime") : null;
  return typeof own === "bigint" && own > ticks - 10n && own < ticks + 10n ? own : ticks;
}

export function cellOf(value: FieldValue, type: Column["type"]): Cell {
  if (typeof value === "string") return cast(value, "string", type);
  if (typeof value === "number") return cast(value, Number.isInteger(value) ? "long" : "real", type);
  if (typeof value === "boolean") return cast(value, "bool", type);
  if (value === null) return emptyOf(type);
  // Several values in a field that holds one: the list as JSON.
  return type === "dynamic" ? [...value] : value.length === 1 ? cellOf(value[0] ?? null, type) : cast([...value], "dynamic", type);
}
