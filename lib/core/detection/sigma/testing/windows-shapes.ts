import type { RecordShape } from "#core/decode/record";
import type { JsonObject, JsonValue } from "#core/event/value";
import { WINDOWS_SERVICES } from "../channels.ts";
import type { LogSource } from "../logsource.ts";
import type { Wanted } from "./wanted.ts";

/** An event as one shipper sends it. */
export interface Sent {
  readonly shipper: string;
  readonly body: JsonObject;
  readonly shape?: RecordShape;
}

interface Log {
  readonly channel: string;
  readonly provider: string;
  readonly id: number;
  readonly data?: JsonObject;
}

const sysmon = (id: number, data: JsonObject = {}): Log => ({
  channel: "Microsoft-Windows-Sysmon/Operational",
  provider: "Microsoft-Windows-Sysmon",
  id,
  data: { UtcTime: "2026-03-09 09:00:00.123", ProcessGuid: "{b669e388-4a98-5ee0-1704-000000000300}", ProcessId: "4711", ...data },
});
const powershell = (id: number): Log => ({
  channel: "Microsoft-Windows-PowerShell/Operational",
  provider: "Microsoft-Windows-PowerShell",
  id,
});
const classic = (id: number): Log => ({ channel: "Windows PowerShell", provider: "PowerShell", id });
const kernelFile = (id: number): Log => ({
  channel: "Microsoft-Windows-Kernel-File/Analytic",
  provider: "Microsoft-Windows-Kernel-File",
  id,
});

/** Which record of which log a category is (SigmaHQ `tests/thor.yml`; its log-source guide for the two of Kernel-File). */
const CATEGORIES: { readonly [category: string]: Log } = {
  process_creation: sysmon(1),
  file_change: sysmon(2),
  network_connection: sysmon(3),
  sysmon_status: sysmon(4),
  process_termination: sysmon(5),
  driver_load: sysmon(6),
  image_load: sysmon(7),
  create_remote_thread: sysmon(8),
  raw_access_thread: sysmon(9),
  process_access: sysmon(10),
  file_event: sysmon(11),
  registry_add: sysmon(12, { EventType: "CreateKey" }),
  registry_delete: sysmon(12, { EventType: "DeleteValue" }),
  registry_event: sysmon(13, { EventType: "SetValue" }),
  registry_set: sysmon(13, { EventType: "SetValue" }),
  registry_rename: sysmon(14, { EventType: "RenameKey" }),
  create_stream_hash: sysmon(15),
  pipe_created: sysmon(17, { EventType: "CreatePipe" }),
  wmi_event: sysmon(20),
  dns_query: sysmon(22),
  file_delete: sysmon(23),
  clipboard_capture: sysmon(24),
  process_tampering: sysmon(25),
  file_delete_detected: sysmon(26),
  file_block_executable: sysmon(27),
  file_block_shredding: sysmon(28),
  file_executable_detected: sysmon(29),
  sysmon_error: sysmon(255),
  ps_module: powershell(4103),
  ps_script: powershell(4104),
  ps_classic_start: classic(400),
  ps_classic_provider_start: classic(600),
  ps_classic_script: classic(800),
  antivirus: { channel: "Microsoft-Windows-Windows Defender/Operational", provider: "Microsoft-Windows-Windows Defender", id: 1116 },
  file_access: kernelFile(12),
  file_rename: kernelFile(27),
};

function logOf({ category, service }: LogSource): Log | undefined {
  if (category !== undefined) return Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category] : undefined;
  const channels = service !== undefined && Object.hasOwn(WINDOWS_SERVICES, service) ? WINDOWS_SERVICES[service] : undefined;
  const channel = service === undefined ? "System" : channels?.[0];
  return channel === undefined ? undefined : { channel, provider: `${service}-provider`, id: 1 };
}

/** Fields of `System`; all others are data of the event. */
const SYSTEM: ReadonlySet<string> = new Set(["EventID", "Channel", "Provider_Name", "Computer", "Level", "EventLog", "EventId"]);
const LEVELS = ["critical", "error", "warning", "information", "verbose"];
const COMPUTER = "WS-07.corp.example";
const TIME = "2026-03-09T09:00:00.1234567Z";

/** The event a Windows rule waits for, from each of the shippers that Windows logs come by; none when no log is known for its source. */
export function windowsShapes(source: LogSource, { fields, keywords }: Wanted): readonly Sent[] {
  const log = source.product === "rpc_firewall" ? { channel: "RPCFW", provider: "RPCFW", id: 3 } : logOf(source);
  if (!log) return [];
  const text = (name: string, otherwise: string): string => String(fields[name] ?? otherwise);
  const system = {
    channel: text("Channel", text("EventLog", log.channel)),
    provider: text("Provider_Name", log.provider),
    id: text("EventID", String(log.id)),
    computer: text("Computer", COMPUTER),
    level: LEVELS.indexOf(text("Level", "3").toLowerCase()) + 1 || Number(text("Level", "3")),
  };
  const asked = Object.entries(fields).filter(([name]) => !SYSTEM.has(name));
  const named: { [name: string]: JsonValue } = { ...log.data };
  const unnamed: string[] = [];
  for (const [name, value] of asked) {
    if (name === "Data") unnamed.push(String(value));
    else named[name] = String(value);
  }
  const words = keywords.join(" ");
  if (words !== "") unnamed.push(words);
  return [
    { shipper: "EVTX", shape: "windows-event", body: evtx(system, named, unnamed) },
    { shipper: "evtx_dump", body: { Event: evtx(system, named, unnamed, true) } },
    { shipper: "winlogbeat", body: winlogbeat(system, named, unnamed) },
    // NXLog keeps parameters without a name only in the rendered message: its records have no `Data` to ask for.
    ...(Object.hasOwn(fields, "Data") ? [] : [{ shipper: "NXLog", body: nxlog(system, named, unnamed) }]),
  ];
}

interface SystemPart {
  readonly channel: string;
  readonly provider: string;
  readonly id: string;
  readonly computer: string;
  /** 1 to 5; a warning where the rule does not say, for rules leave out what only informs. */
  readonly level: number;
}

function evtx(system: SystemPart, named: JsonObject, unnamed: readonly string[], marked = false): JsonObject {
  const attributes = (object: JsonObject): JsonObject => (marked ? { "#attributes": object } : object);
  return {
    System: {
      Provider: attributes({ Name: system.provider }),
      EventID: marked ? Number(system.id) : system.id,
      Level: marked ? system.level : String(system.level),
      TimeCreated: attributes({ SystemTime: TIME }),
      EventRecordID: marked ? 77 : "77",
      Channel: system.channel,
      Computer: system.computer,
    },
    EventData: unnamed.length === 0 ? named : { ...named, Data: marked ? { "#text": [...unnamed] } : [...unnamed] },
  };
}

/** Winlogbeat 8 before any pipeline: the parameters without a name are numbered. */
function winlogbeat(system: SystemPart, named: JsonObject, unnamed: readonly string[]): JsonObject {
  const numbered = Object.fromEntries(unnamed.map((text, at) => [`param${at + 1}`, text]));
  return {
    "@timestamp": TIME,
    agent: { type: "winlogbeat" },
    event: { code: system.id, provider: system.provider, kind: "event" },
    host: { name: system.computer },
    log: { level: LEVELS[system.level - 1] ?? "information" },
    message: "rendered",
    winlog: {
      channel: system.channel,
      provider_name: system.provider,
      event_id: system.id,
      computer_name: system.computer,
      record_id: 77,
      event_data: { ...named, ...numbered },
    },
  };
}

/** One flat object; parameters without a name are only in the rendered message. */
function nxlog(system: SystemPart, named: JsonObject, unnamed: readonly string[]): JsonObject {
  return {
    EventTime: "2026-03-09 09:00:00",
    Hostname: system.computer,
    EventID: Number(system.id),
    SourceName: system.provider,
    Channel: system.channel,
    RecordNumber: 77,
    Severity: (LEVELS[system.level - 1] ?? "info").toUpperCase(),
    Message: ["rendered", ...unnamed].join("\n"),
    ...named,
  };
}
