import type { RawRecord } from "../../decode/record.ts";
import type { EpochMicros, Event } from "../../event/event.ts";
import { parseTimestamp, ticksOf } from "../../event/timestamp.ts";
import type { FieldValue, JsonObject } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { sigmaField } from "../derive/sigma.ts";
import { asFieldValue, asText, canonicalJson, own } from "../document.ts";
import { hostRef } from "../host.ts";
import { type Envelope, LazyEvent } from "../lazy-event.ts";
import { firstTime } from "../time.ts";
import { defenderFields } from "./fields.ts";
import { classifyDefender, defenderTable } from "./table.ts";

/** Columns of the way a row took, not of what happened: streaming, Sentinel and a CSV export differ in them. */
const ENVELOPE: ReadonlySet<string> = new Set([
  "Timestamp",
  "TimeGenerated",
  "TimeGenerated [UTC]",
  "_TimeReceivedBySvc",
  "_ItemId",
  "_BilledSize",
  "_IsBillable",
  "MachineGroup",
  "TenantId",
  "SourceSystem",
  "Type",
  "$table",
]);

const TIME_COLUMNS = ["Timestamp", "TimeGenerated", "TimeGenerated [UTC]"] as const;

/** A row of Microsoft Defender's advanced hunting, streamed, queried or exported. */
class DefenderEvent extends LazyEvent {
  private readonly row: JsonObject;
  private readonly table: string;

  constructor(envelope: Envelope, row: JsonObject, table: string) {
    super(envelope);
    this.row = row;
    this.table = table;
  }

  /** A rule may also ask for the columns themselves, which no Sysmon name collides with. */
  protected sigma(name: string): FieldValue | undefined {
    return sigmaField(name, this.fields, this.class) ?? this.column(name);
  }

  protected ecs(name: string): FieldValue | undefined {
    return (Object.hasOwn(this.fields, name) ? this.fields[name] : undefined) ?? this.column(name);
  }

  protected defender(name: string): FieldValue | undefined {
    const value = this.column(name);
    if (value !== undefined) return value;
    // Portal and Sentinel name the same instant differently; both names work on every row.
    if (name === "Timestamp" || name === "TimeGenerated") return timeOf(this.row);
    if (name === "ReportId") return this.column("ReportId_long") ?? this.column("ReportId_string");
    return name === "AdditionalFields" ? this.column("AdditionalFields_string") : undefined;
  }

  /** Microsoft's streaming of advanced hunting, as Elastic's integration takes it in. */
  protected dataset(): string {
    return "m365_defender.event";
  }

  private column(name: string): FieldValue | undefined {
    return asFieldValue(own(this.row, name));
  }

  protected buildFields(): FieldBuilder {
    return defenderFields(this, this.row, this.table);
  }

  /** ReportId repeats: only with the device and the instant does it name a record (telemetry.md §4). */
  protected identityParts(): readonly string[] {
    const text = (name: string) => asText(own(this.row, name)) ?? "";
    const written = timeOf(this.row);
    const parsed = parseTimestamp(written ?? "");
    const place = [
      "defender",
      text("DeviceId") || this.host.key,
      this.table,
      parsed ? ticksOf(parsed) : (written ?? ""),
      text("ActionType"),
    ];
    const report = text("ReportId") || text("ReportId_long") || text("ReportId_string");
    if (report !== "" && report !== "0") return [...place, report];
    return [...place, canonicalJson(comparable(this.row))];
  }
}

/** CSV knows only text and no null: the same row must look the same from JSON and from CSV. */
function comparable(row: JsonObject): JsonObject {
  const columns: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (ENVELOPE.has(name) || value === null || value === "") continue;
    const text = asText(value) ?? canonicalJson(value);
    const lower = text.toLowerCase();
    const time = /^\d{4}-\d\d-\d\d[T ]/.test(text) ? parseTimestamp(text) : undefined;
    columns[name] = time ? ticksOf(time) : lower === "true" || lower === "false" ? lower : text;
  }
  return columns;
}

function timeOf(row: JsonObject): string | undefined {
  return TIME_COLUMNS.map((column) => asText(own(row, column))).find((text) => text !== undefined && text !== "");
}

/** An advanced-hunting row as an event. `envelope` is the streaming record around it: `{ time, category, properties }`. */
export function defenderEvent(record: RawRecord, row: JsonObject, receivedAt: EpochMicros, envelope?: JsonObject): Event {
  const table = defenderTable(row, asText(own(envelope, "category")));
  const name = asText(own(row, "DeviceName")) || asText(own(row, "DeviceId")) || undefined;
  const time = firstTime([timeOf(row), asText(own(envelope, "time"))], receivedAt);
  const kind = classifyDefender(row, table);
  return new DefenderEvent({ record, source: "defender", class: kind, host: hostRef(name), ...time }, row, table);
}
