import type { EventClass } from "../../event/class.ts";

/** What ECS calls an event: the categories and types of Elastic's own pipelines (telemetry.md §1.3). */
export interface EcsKind {
  readonly category: readonly string[];
  readonly type: readonly string[];
  /** The pipeline's action first, then the one older versions wrote. */
  readonly action: readonly string[];
}

const kind = (category: readonly string[], type: readonly string[], ...action: readonly string[]): EcsKind => ({ category, type, action });
const REGISTRY = ["configuration", "registry"];

/** Library loads carry Sysmon's `process` and, for rules written against Endpoint, `library` as well. */
const SYSMON: { readonly [eventId: number]: EcsKind } = {
  1: kind(["process"], ["start"], "Process creation", "Process Create (rule: ProcessCreate)"),
  2: kind(["file"], ["change"], "A process changed a file creation time", "File creation time changed (rule: FileCreateTime)"),
  3: kind(["network"], ["start", "connection", "protocol"], "Network connection", "Network connection detected (rule: NetworkConnect)"),
  4: kind(["process"], ["change"], "Sysmon service state changed"),
  5: kind(["process"], ["end"], "Process terminated", "Process terminated (rule: ProcessTerminate)"),
  6: kind(["driver"], ["start"], "Driver loaded", "Driver loaded (rule: DriverLoad)"),
  7: kind(["process", "library"], ["change"], "Image loaded", "Image loaded (rule: ImageLoad)"),
  8: kind(["process"], ["change"], "CreateRemoteThread", "CreateRemoteThread detected (rule: CreateRemoteThread)"),
  9: kind(["process"], ["access"], "RawAccessRead", "RawAccessRead detected (rule: RawAccessRead)"),
  10: kind(["process"], ["access"], "ProcessAccess", "Process accessed (rule: ProcessAccess)"),
  11: kind(["file"], ["creation"], "FileCreate", "File created (rule: FileCreate)"),
  12: kind(REGISTRY, ["change"], "RegistryEvent (Object create and delete)", "Registry object added or deleted (rule: RegistryEvent)"),
  13: kind(REGISTRY, ["change"], "RegistryEvent (Value Set)", "Registry value set (rule: RegistryEvent)"),
  14: kind(REGISTRY, ["change"], "RegistryEvent (Key and Value Rename)", "Registry object renamed (rule: RegistryEvent)"),
  15: kind(["file"], ["access"], "FileCreateStreamHash", "File stream created (rule: FileCreateStreamHash)"),
  16: kind(["configuration"], ["change"], "ServiceConfigurationChange", "Sysmon config state changed"),
  17: kind(["file"], ["creation"], "PipeEvent (Pipe Created)", "Pipe Created (rule: PipeEvent)"),
  18: kind(["file"], ["access"], "PipeEvent (Pipe Connected)", "Pipe Connected (rule: PipeEvent)"),
  19: kind(["process"], ["info"], "WmiEvent (WmiEventFilter activity detected)", "WmiEventFilter activity detected (rule: WmiEvent)"),
  20: kind(["process"], ["change"], "WmiEvent (WmiEventConsumer activity detected)", "WmiEventConsumer activity detected (rule: WmiEvent)"),
  21: kind(
    ["process"],
    ["access"],
    "WmiEvent (WmiEventConsumerToFilter activity detected)",
    "WmiEventConsumerToFilter activity detected (rule: WmiEvent)",
  ),
  22: kind(["network"], ["connection", "protocol", "info"], "DNSEvent (DNS query)", "Dns query (rule: DnsQuery)"),
  23: kind(["file"], ["deletion"], "FileDelete (File Delete archived)", "File Delete archived (rule: FileDelete)"),
  24: kind([], ["change"], "ClipboardChange (New content in the clipboard)", "Clipboard changed (rule: ClipboardChange)"),
  25: kind(["process"], ["change"], "ProcessTampering (Process image change)", "Process Tampering (rule: ProcessTampering)"),
  26: kind(["file"], ["deletion"], "FileDeleteDetected (File Delete logged)", "File Delete logged (rule: FileDeleteDetected)"),
  27: kind(["file"], ["creation"], "FileBlockExecutable"),
  28: kind(["file"], ["deletion"], "FileBlockShredding"),
  29: kind(["file"], ["creation"], "FileExecutableDetected"),
  255: kind(["process"], [], "Error"),
};

const SECURITY: { readonly [eventId: number]: EcsKind } = {
  4624: kind(["authentication"], ["start"], "logged-in"),
  4625: kind(["authentication"], ["start"], "logon-failed"),
  4634: kind(["authentication"], ["end"], "logged-out"),
  4647: kind(["authentication"], ["end"], "logged-out"),
  4648: kind(["authentication"], ["start"], "logged-in-explicit"),
  4657: kind(["registry", "configuration"], ["change"], "registry-value-modified"),
  4672: kind(["iam"], ["admin"], "logged-in-special"),
  4688: kind(["process"], ["start"], "created-process"),
  4689: kind(["process"], ["end"], "exited-process"),
  4697: kind(["iam", "configuration"], ["admin", "change"], "service-installed"),
  4698: kind(["iam", "configuration"], ["creation", "admin"], "scheduled-task-created"),
  4702: kind(["iam", "configuration"], ["change", "admin"], "scheduled-task-updated"),
  5156: kind(["network"], ["start", "connection", "allowed"], "windows-firewall-connection"),
  5157: kind(["network"], ["start", "connection", "denied"], "windows-firewall-packet-block"),
};

const BY_CLASS: { readonly [C in EventClass]?: EcsKind } = {
  ps_script: kind(["process"], ["info"], "Execute a Remote Command"),
  ps_module: kind(["process"], ["info"], "Executing Pipeline"),
  ps_classic_start: kind(["process"], ["start"], "Engine Lifecycle"),
  antivirus: kind(["malware"], ["info"], "malware-detected"),
};

/** Undefined where ECS has no word for the event. */
export function windowsKind(source: string, eventClass: EventClass, channel: string, eventId: number): EcsKind | undefined {
  if (source !== "windows") return Object.hasOwn(SYSMON, eventId) ? SYSMON[eventId] : undefined;
  if (channel === "security") return Object.hasOwn(SECURITY, eventId) ? SECURITY[eventId] : undefined;
  return BY_CLASS[eventClass];
}
