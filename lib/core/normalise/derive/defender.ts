import type { EventClass } from "../../event/class.ts";
import type { Event, EventFields } from "../../event/event.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { FieldValue } from "../../event/value.ts";
import { ipType } from "./ip-type.ts";

type Derive = (event: Event) => FieldValue | undefined;

const field =
  (name: string): Derive =>
  (event) =>
    event.fields[name];

const subject = (event: Event): boolean => event.class === "process_creation";

/** `process.*` is the created process in a start and the actor elsewhere; Defender calls the second "initiating". */
const initiating =
  (name: string): Derive =>
  (event) =>
    event.fields[`${subject(event) ? "process.parent" : "process"}.${name}`];

const created =
  (name: string): Derive =>
  (event) =>
    subject(event) ? event.fields[name] : undefined;

const ACTION_BY_CLASS: { readonly [C in EventClass]?: string } = {
  process_creation: "ProcessCreated",
  network_listen: "ListeningConnectionCreated",
  file_event: "FileCreated",
  file_change: "FileModified",
  file_rename: "FileRenamed",
  file_delete: "FileDeleted",
  file_delete_detected: "FileDeleted",
  registry_add: "RegistryKeyCreated",
  registry_set: "RegistryValueSet",
  registry_rename: "RegistryKeyRenamed",
  image_load: "ImageLoaded",
  driver_load: "DriverLoad",
  dns_query: "DnsQueryResponse",
  create_remote_thread: "CreateRemoteThreadApiCall",
  process_access: "OpenProcessApiCall",
  pipe_created: "NamedPipeEvent",
  pipe_connected: "NamedPipeEvent",
};

/** telemetry.md §1.5.3, reversed: an attempt that Endpoint logs is taken for a success, which the source cannot tell. */
const actionType: Derive = (event) => {
  const outcome = event.fields["event.outcome"];
  if (event.class === "network_connection") {
    if (event.fields["network.direction"] === "ingress") return "InboundConnectionAccepted";
    return outcome === "failure" ? "ConnectionFailed" : "ConnectionSuccess";
  }
  if (event.class === "logon") return outcome === "failure" ? "LogonFailed" : "LogonSuccess";
  if (event.class === "registry_delete")
    return event.fields["x.registry.event_type"] === "DeleteValue" ? "RegistryValueDeleted" : "RegistryKeyDeleted";
  return ACTION_BY_CLASS[event.class];
};

/** The ActionTypes that an event of a class may get here; "" for none. */
export function actionTypesOf(name: EventClass): readonly string[] {
  if (name === "network_connection") return ["InboundConnectionAccepted", "ConnectionFailed", "ConnectionSuccess"];
  if (name === "logon") return ["LogonFailed", "LogonSuccess"];
  if (name === "registry_delete") return ["RegistryValueDeleted", "RegistryKeyDeleted"];
  return [ACTION_BY_CLASS[name] ?? ""];
}

const time: Derive = (event) => formatTimestamp(event.timestamp);

const addressType =
  (name: string): Derive =>
  (event) => {
    const address = event.fields[name];
    return typeof address === "string" ? ipType(address) : undefined;
  };

const PROTOCOL: { readonly [transport: string]: string } = { tcp: "Tcp", udp: "Udp", icmp: "Icmp", "ipv6-icmp": "IcmpV6" };

const protocol: Derive = (event) => {
  const transport = event.fields["network.transport"];
  return typeof transport === "string" && Object.hasOwn(PROTOCOL, transport) ? PROTOCOL[transport] : transport;
};

const fileOwner = (fields: EventFields): string => (fields["dll.path"] !== undefined ? "dll" : "file");

const file =
  (processName: string, name: string): Derive =>
  (event) =>
    subject(event) ? event.fields[`process.${processName}`] : event.fields[`${fileOwner(event.fields)}.${name}`];

const COLUMNS: { readonly [column: string]: Derive } = {
  Timestamp: time,
  TimeGenerated: time,
  DeviceId: (event) => event.host.key,
  DeviceName: (event) => event.host.key,
  ActionType: actionType,
  FileName: file("name", "name"),
  FolderPath: file("executable", "path"),
  MD5: file("hash.md5", "hash.md5"),
  SHA1: file("hash.sha1", "hash.sha1"),
  SHA256: file("hash.sha256", "hash.sha256"),
  ProcessId: created("process.pid"),
  ProcessCommandLine: created("process.command_line"),
  ProcessCreationTime: created("process.start"),
  ProcessVersionInfoOriginalFileName: created("process.pe.original_file_name"),
  AccountName: (event) => (subject(event) || event.class === "logon" ? event.fields["user.name"] : undefined),
  AccountDomain: (event) => (subject(event) || event.class === "logon" ? event.fields["user.domain"] : undefined),
  InitiatingProcessId: initiating("pid"),
  InitiatingProcessFileName: initiating("name"),
  InitiatingProcessFolderPath: initiating("executable"),
  InitiatingProcessCommandLine: initiating("command_line"),
  InitiatingProcessCreationTime: initiating("start"),
  InitiatingProcessMD5: initiating("hash.md5"),
  InitiatingProcessSHA1: initiating("hash.sha1"),
  InitiatingProcessSHA256: initiating("hash.sha256"),
  InitiatingProcessAccountName: (event) => event.fields[subject(event) ? "process.parent.user.name" : "user.name"],
  InitiatingProcessAccountDomain: (event) => event.fields[subject(event) ? "process.parent.user.domain" : "user.domain"],
  InitiatingProcessParentFileName: (event) => (subject(event) ? undefined : event.fields["process.parent.name"]),
  InitiatingProcessParentId: (event) => (subject(event) ? undefined : event.fields["process.parent.pid"]),
  RemoteIP: field("callout.remote.ip"),
  RemotePort: field("callout.remote.port"),
  RemoteUrl: field("callout.remote.domain"),
  RemoteIPType: addressType("callout.remote.ip"),
  LocalIP: field("callout.local.ip"),
  LocalPort: field("callout.local.port"),
  LocalIPType: addressType("callout.local.ip"),
  Protocol: protocol,
  RegistryKey: field("registry.path"),
  RegistryValueName: field("registry.value"),
  RegistryValueData: field("registry.data.strings"),
};

/** A Defender column answered from the canonical document of an event that another sensor wrote. */
export function defenderColumn(name: string, event: Event): FieldValue | undefined {
  return Object.hasOwn(COLUMNS, name) ? COLUMNS[name]?.(event) : undefined;
}
