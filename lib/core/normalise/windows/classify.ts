import type { EventClass } from "../../event/class.ts";
import type { SourceKind } from "../../event/event.ts";
import { asText } from "../document.ts";
import { dataMember, type WindowsRecord } from "./layout.ts";

type ClassTable = { readonly [eventId: number]: EventClass };

/** Sysmon event ids by Sigma's log-source categories (SigmaHQ `tests/thor.yml`). */
const SYSMON: ClassTable = {
  1: "process_creation",
  2: "file_change",
  3: "network_connection",
  4: "sysmon_status",
  5: "process_termination",
  6: "driver_load",
  7: "image_load",
  8: "create_remote_thread",
  9: "raw_access_thread",
  10: "process_access",
  11: "file_event",
  12: "registry_event",
  13: "registry_set",
  14: "registry_rename",
  15: "create_stream_hash",
  16: "sysmon_status",
  17: "pipe_created",
  18: "pipe_connected",
  19: "wmi_event",
  20: "wmi_event",
  21: "wmi_event",
  22: "dns_query",
  23: "file_delete",
  24: "clipboard_capture",
  25: "process_tampering",
  26: "file_delete_detected",
  27: "file_block_executable",
  28: "file_block_shredding",
  29: "file_executable_detected",
  255: "sysmon_error",
};

const SECURITY: ClassTable = {
  4624: "logon",
  4625: "logon",
  4634: "logoff",
  4647: "logoff",
  4648: "logon",
  4657: "registry_set",
  4688: "process_creation",
  4689: "process_termination",
  5154: "network_listen",
  5156: "network_connection",
  5157: "network_connection",
};

const POWERSHELL: ClassTable = { 4103: "ps_module", 4104: "ps_script" };
const POWERSHELL_CLASSIC: ClassTable = { 400: "ps_classic_start", 600: "ps_classic_provider_start", 800: "ps_classic_script" };

/** Defender Antivirus ids whose records carry a threat name or a path (SigmaHQ `tests/thor.yml`). */
const DEFENDER_ANTIVIRUS: ClassTable = Object.fromEntries(
  [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116].map((id) => [id, "antivirus" as const]),
);

/** Channel names vary in case between collectors: keys are lower-cased. */
const BY_CHANNEL: ReadonlyMap<string, ClassTable> = new Map([
  ["microsoft-windows-sysmon/operational", SYSMON],
  ["linux-sysmon/operational", SYSMON],
  ["security", SECURITY],
  ["microsoft-windows-powershell/operational", POWERSHELL],
  ["powershellcore/operational", POWERSHELL],
  ["windows powershell", POWERSHELL_CLASSIC],
  ["microsoft-windows-windows defender/operational", DEFENDER_ANTIVIRUS],
]);

/** For records whose channel the shipper lost, or replaced by the collector's own `ForwardedEvents`. */
const BY_PROVIDER: ReadonlyMap<string, ClassTable> = new Map([
  ["microsoft-windows-sysmon", SYSMON],
  ["linux-sysmon", SYSMON],
  ["microsoft-windows-security-auditing", SECURITY],
  ["microsoft-windows-powershell", POWERSHELL],
  ["powershell", POWERSHELL_CLASSIC],
  ["microsoft-windows-windows defender", DEFENDER_ANTIVIRUS],
]);

const REGISTRY_OBJECT: { readonly [eventType: string]: EventClass } = {
  CreateKey: "registry_add",
  DeleteKey: "registry_delete",
  DeleteValue: "registry_delete",
};

const folded = new Map<string, string>();

/** Lower-cases a name once: a log has a handful of channels and millions of records. */
function fold(name: string): string {
  let lower = folded.get(name);
  if (lower === undefined) {
    lower = name.toLowerCase();
    if (folded.size >= 10_000) folded.clear();
    folded.set(name, lower);
  }
  return lower;
}

/** Sysmon for Linux writes the same records; no rule for Windows may take them for its own, so they are of no Windows source. */
function isLinux(channel: string, provider: string): boolean {
  return channel.startsWith("linux-") || fold(provider) === "linux-sysmon";
}

export interface WindowsKind {
  readonly source: SourceKind;
  readonly class: EventClass;
}

/**
 * What a Windows record is about. Sysmon 12 is told apart by its EventType, which some shippers lose: then only
 * `registry_event` is certain.
 */
export function classifyWindows(record: WindowsRecord): WindowsKind {
  const channel = fold(record.channel);
  const known = BY_CHANNEL.get(channel);
  const table = known ?? (channel === "" || channel === "forwardedevents" ? BY_PROVIDER.get(fold(record.provider)) : undefined);
  if (table === undefined) return { source: "windows", class: "other" };
  const source = table !== SYSMON ? "windows" : isLinux(channel, record.provider) ? "unknown" : "sysmon";
  const found = Object.hasOwn(table, record.eventId) ? table[record.eventId] : undefined;
  if (found !== "registry_event") return { source, class: found ?? "other" };
  const eventType = asText(dataMember(record, "EventType")) ?? "";
  return { source, class: (Object.hasOwn(REGISTRY_OBJECT, eventType) && REGISTRY_OBJECT[eventType]) || found };
}
