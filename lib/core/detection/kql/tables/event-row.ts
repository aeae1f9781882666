import type { EventClass } from "#core/event/class";
import type { Event, SourceKind } from "#core/event/event";
import type { Row } from "../run/row.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { certificateColumn, isSignedFile, SIGNED_CLASSES } from "./certificate-row.ts";
import { classesOf, deviceColumn, deviceTableOf } from "./device-row.ts";
import { TABLES } from "./schema.ts";
import { windowsColumn, windowsTablesOf } from "./windows-row.ts";
import { WINDOWS_TABLES } from "./windows-schema.ts";

const CERTIFICATES = "DeviceFileCertificateInfo";

/** The tables an event is a row of: Defender's, and those Sentinel keeps Windows event logs in. */
export function tablesOf(event: Event): readonly string[] {
  const device = deviceTableOf(event);
  const tables = device === undefined ? [] : [device];
  if (device !== CERTIFICATES && isSignedFile(event)) tables.push(CERTIFICATES);
  return [...tables, ...windowsTablesOf(event)];
}

/** Which events can be rows of a table: those for which one of the members is true in all it says. */
export interface TableSource {
  readonly classes: readonly EventClass[] | "any";
  readonly sources?: readonly SourceKind[];
  /** Windows event logs, in lower case. */
  readonly channels?: readonly string[];
}

/** A superset of the events of a table, for whoever reads them from a store. Tables derived from many events take all of them. */
export function tableSources(table: string): readonly TableSource[] {
  if (table === "SecurityEvent" || table === "Event" || table === "WindowsEvent") {
    return [{ classes: "any", sources: ["windows", "sysmon"] }];
  }
  const defender: TableSource = { classes: "any", sources: ["defender"] };
  if (table === CERTIFICATES) return [defender, { classes: SIGNED_CLASSES }];
  const classes = classesOf(table);
  if (classes.length === 0) return [{ classes: "any" }];
  const logs: readonly TableSource[] = [{ classes: ["other"], sources: ["windows"], channels: ["security", "system"] }];
  return [defender, { classes }, ...(table === "DeviceEvents" ? logs : [])];
}

/** Reads one column of the events of a table. */
export function columnReader(column: Column, table = ""): (event: Event) => Cell {
  if (WINDOWS_TABLES.has(table)) return windowsColumn(column, table);
  return table === CERTIFICATES ? certificateColumn(column) : deviceColumn(column);
}

/** Reads events as rows of one table; columns nobody reads are left empty. */
export function rowReader(table: string, isRead?: readonly boolean[]): (event: Event) => Row {
  const readers = (TABLES.get(table) ?? []).map((column, index) => {
    const empty = emptyOf(column.type);
    return isRead && !isRead[index] ? () => empty : columnReader(column, table);
  });
  return (event) => ({ cells: readers.map((read) => read(event)), evidence: { id: event.id, count: 1 } });
}

/** The Device table of an event alone. */
export { classesOf, deviceTableOf as tableOf } from "./device-row.ts";
