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

/** What the kernel's file provider traces (SigmaHQ's log-source guide): opened, deleted by path, renamed, created. */
const KERNEL_FILE: ClassTable = { 12: "file_access", 26: "file_delete", 27: "file_rename", 30: "file_event" };

/** Channel names vary in case between collectors: keys are lower-cased. */
const BY_CHANNEL: ReadonlyMap<string, ClassTable> = new Map([
  ["microsoft-windows-sysmon/operational", SYSMON],
  ["linux-sysmon/operational", SYSMON],
  ["security", SECURITY],
  ["microsoft-windows-powershell/operational", POWERSHELL],
  ["powershellcore/operational", POWERSHELL],
  ["windows powershell", POWERSHELL_CLASSIC],
  ["microsoft-windows-windows defender/operational", DEFENDER_ANTIVIRUS],
  ["microsoft-windows-kernel-file/analytic", KERNEL_FILE],
]);

/** For records whose channel the shipper lost, or replaced by the collector's own `ForwardedEvents`. */
const BY_PROVIDER: ReadonlyMap<string, ClassTable> = new Map([
  ["microsoft-windows-sysmon", SYSMON],
  ["linux-sysmon", SYSMON],
  ["microsoft-windows-security-auditing", SECURITY],
  ["microsoft-windows-powershell", POWERSHELL],
  ["powershell", POWERSHELL_CLASSIC],
  ["microsoft-windows-windows defender", DEFENDER_ANTIVIRUS],
  ["microsoft-windows-kernel-file", KERNEL_FILE],
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

/** The same object for all records that agree in channel, provider and event id, and in what tells registry events apart. */
export interface WindowsKind {
  readonly source: SourceKind;
  readonly class: EventClass;
}

/** What is settled by channel, provider and event id. */
interface Head {
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly kind: WindowsKind;
  /** Of registry events, by their type: some shippers lose it, and then only `registry_event` is certain. */
  readonly byType: { readonly [eventType: string]: WindowsKind } | undefined;
}

/** Heads met lately, and all of them up to a number: names come from outside. */
const RECENT_BITS = 10;
/** Knuth's multiplicative hashing. */
const GOLDEN = 0x9e3779b1;
const MOST_HEADS = 4_096;
const recent = new Array<Head | undefined>(1 << RECENT_BITS).fill(undefined);
const heads = new Map<string, Head>();

/** What a Windows record is about. Sysmon 12 is told apart by its EventType. */
export function classifyWindows(record: WindowsRecord): WindowsKind {
  const { channel, provider, eventId } = record;
  // Collectors of one fleet write `Security` and `security`, and some write no provider.
  const spelling = (channel.charCodeAt(0) << 16) ^ (provider.length << 24);
  const place = Math.imul(eventId ^ spelling, GOLDEN) >>> (32 - RECENT_BITS);
  let head = recent[place];
  if (head === undefined || head.eventId !== eventId || head.channel !== channel || head.provider !== provider) {
    head = headOf(channel, provider, eventId);
    recent[place] = head;
  }
  if (head.byType === undefined) return head.kind;
  const eventType = asText(dataMember(record, "EventType")) ?? "";
  return (Object.hasOwn(head.byType, eventType) && head.byType[eventType]) || head.kind;
}

function headOf(channel: string, provider: string, eventId: number): Head {
  const key = JSON.stringify([channel, provider, eventId]);
  const known = heads.get(key);
  if (known) return known;
  const log = fold(channel);
  const table = BY_CHANNEL.get(log) ?? (log === "" || log === "forwardedevents" ? BY_PROVIDER.get(fold(provider)) : undefined);
  const source = table !== SYSMON ? "windows" : isLinux(log, provider) ? "unknown" : "sysmon";
  const found = table && Object.hasOwn(table, eventId) ? table[eventId] : undefined;
  const kind = { source, class: found ?? "other" } as const;
  const byType = Object.entries(REGISTRY_OBJECT).map(([type, eventClass]) => [type, { source, class: eventClass }] as const);
  const head = { channel, provider, eventId, kind, byType: found === "registry_event" ? Object.fromEntries(byType) : undefined };
  if (heads.size >= MOST_HEADS) heads.clear();
  heads.set(key, head);
  return head;
}
