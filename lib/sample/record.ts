/** One flat record as NXLog's im_msvistalog writes it. */
export interface JsonRecord {
  readonly [name: string]: string | number;
}

/** A host's Sysmon log. */
export interface Channel {
  readonly host: string;
  /** The next record number. */
  readonly next: () => number;
}

const TASKS: { readonly [eventId: number]: string } = {
  1: "Process Create",
  3: "Network connection detected",
  5: "Process terminated",
  7: "Image loaded",
  11: "File created",
  13: "Registry value set",
  22: "Dns query",
};

/** A Sysmon record with its envelope. The log writes it some milliseconds after the fact. */
export function sysmonRecord({ host, next }: Channel, at: number, eventId: number, data: JsonRecord): JsonRecord {
  return {
    EventTime: new Date(at + 12).toISOString(),
    Hostname: host,
    Keywords: "0x8000000000000000",
    Severity: "INFO",
    EventID: eventId,
    SourceName: "Microsoft-Windows-Sysmon",
    ProviderGuid: "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
    Channel: "Microsoft-Windows-Sysmon/Operational",
    Category: TASKS[eventId] ?? "",
    RecordNumber: next(),
    ...data,
  };
}
