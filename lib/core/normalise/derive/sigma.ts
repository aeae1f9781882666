import type { EventClass } from "../../event/class.ts";
import type { EventFields } from "../../event/event.ts";
import type { FieldValue } from "../../event/value.ts";
import { joinAccount } from "../text.ts";
import { sysmonRegistryPath } from "../windows/registry.ts";

/** A Sigma name answered from the canonical document, for sources that do not speak Sysmon (telemetry.md §1.6). */
type Derive = (fields: EventFields, eventClass: EventClass) => FieldValue | undefined;

/** EventData holds nothing but text, and rules are written against text. */
const decimal =
  (name: string): Derive =>
  (fields) => {
    const value = fields[name];
    return typeof value === "number" ? String(value) : value;
  };

const field =
  (name: string): Derive =>
  (fields) =>
    fields[name];

const text = (fields: EventFields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
};

const account =
  (prefix: string): Derive =>
  (fields) =>
    joinAccount(text(fields, `${prefix}.domain`), text(fields, `${prefix}.name`));

/** In an image load Sigma's version fields describe the library, never the process that loaded it. */
const version =
  (name: string): Derive =>
  (fields, eventClass) =>
    fields[eventClass === "image_load" || eventClass === "driver_load" ? `dll.pe.${name}` : `process.pe.${name}`];

/** Whose hashes an event of this class carries. */
function hashOwner(eventClass: EventClass): string {
  if (eventClass === "image_load" || eventClass === "driver_load") return "dll";
  return eventClass === "process_creation" ? "process" : "file";
}

const hash =
  (algorithm: string): Derive =>
  (fields, eventClass) =>
    fields[algorithm === "imphash" ? `${hashOwner(eventClass)}.pe.imphash` : `${hashOwner(eventClass)}.hash.${algorithm}`];

const hashes: Derive = (fields, eventClass) => {
  const parts = ["sha1", "md5", "sha256", "imphash"].flatMap((algorithm) => {
    const value = hash(algorithm)(fields, eventClass);
    return typeof value === "string" ? [`${algorithm}=${value}`.toUpperCase()] : [];
  });
  return parts.length > 0 ? parts.join(",") : undefined;
};

const initiated: Derive = (fields) => {
  const direction = fields["network.direction"];
  if (direction === "egress" || direction === "outgoing" || direction === "outbound") return "true";
  return direction === "ingress" || direction === "incoming" || direction === "inbound" ? "false" : undefined;
};

/** Sysmon's orientation: the initiator is the source, except that its inbound datagrams start at the local end. */
const end =
  (side: "source" | "destination", part: "ip" | "port" | "domain"): Derive =>
  (fields) => {
    const inboundUdp = fields["network.transport"] === "udp" && initiated(fields, "network_connection") === "false";
    const local = inboundUdp ? side === "source" : undefined;
    const name = local === undefined ? `${side}.${part}` : `callout.${local ? "local" : "remote"}.${part}`;
    const value = fields[name];
    return typeof value === "number" ? String(value) : value;
  };

const isIpv6 =
  (side: "source" | "destination"): Derive =>
  (fields, eventClass) => {
    const address = end(side, "ip")(fields, eventClass);
    return typeof address === "string" ? String(address.includes(":")) : undefined;
  };

const titleCase: Derive = (fields) => {
  const level = text(fields, "process.Ext.token.integrity_level_name");
  return level && level.charAt(0).toUpperCase() + level.slice(1).toLowerCase();
};

/** Elastic holds registry data bare and its type beside it; Sysmon writes the type into the text. */
const details: Derive = (fields) => {
  const type = text(fields, "registry.data.type")?.toUpperCase();
  const strings = fields["registry.data.strings"];
  const value = Array.isArray(strings) ? strings[0] : strings;
  if (type === "REG_BINARY") return "Binary Data";
  if (value === undefined || value === null) return undefined;
  const data = String(value);
  const hex = (number: bigint) => `0x${number.toString(16).padStart(8, "0")}`;
  const isNumber = /^(?:\d+|0x[0-9a-f]+)$/i.test(data);
  if (isNumber && (type === "REG_DWORD" || type === "SZ_DWORD")) return `DWORD (${hex(BigInt(data))})`;
  if (isNumber && type === "REG_QWORD") return `QWORD (${hex(BigInt(data) >> 32n)}-${hex(BigInt(data) & 0xffffffffn)})`;
  return data === "" ? "(Empty)" : data;
};

const EVENT_TYPE: { readonly [C in EventClass]?: string } = {
  registry_set: "SetValue",
  registry_add: "CreateKey",
  registry_rename: "RenameKey",
};

const logonId: Derive = (fields) => {
  const id = fields["process.Ext.authentication_id"] ?? fields["winlog.logon.id"];
  return typeof id === "string" && /^\d{1,19}$/.test(id) ? `0x${BigInt(id).toString(16)}` : id;
};

const targetObject: Derive = (fields) => {
  const path = text(fields, "registry.path");
  return path && sysmonRegistryPath(path);
};

/** Sysmon ends the list with a separator, and so must what rules match against. */
const queryResults: Derive = (fields) => {
  const answers = fields["dns.answers.data"] ?? fields["dns.resolved_ip"];
  if (answers === undefined || answers === null) return undefined;
  return `${Array.isArray(answers) ? answers.join(";") : String(answers)};`;
};

const signed: Derive = (fields) => {
  const exists = fields["dll.code_signature.exists"];
  return typeof exists === "boolean" ? String(exists) : exists;
};

/** Defender knows of a process's grandparent, and of the parent of one that did something, only the name: its ending is known. */
const image =
  (prefix: string): Derive =>
  (fields) => {
    const name = text(fields, `${prefix}.name`);
    return fields[`${prefix}.executable`] ?? (name === undefined ? undefined : `\\${name}`);
  };

const SIGMA: { readonly [name: string]: Derive } = {
  Image: field("process.executable"),
  SourceImage: field("process.executable"),
  ProcessId: decimal("process.pid"),
  SourceProcessId: decimal("process.pid"),
  ProcessGuid: field("process.entity_id"),
  SourceProcessGuid: field("process.entity_id"),
  CommandLine: field("process.command_line"),
  CurrentDirectory: field("process.working_directory"),
  ParentProcessId: decimal("process.parent.pid"),
  ParentProcessGuid: field("process.parent.entity_id"),
  ParentImage: image("process.parent"),
  GrandParentImage: image("x.process.parent.parent"),
  ParentCommandLine: field("process.parent.command_line"),
  ParentUser: account("process.parent.user"),
  User: account("user"),
  IntegrityLevel: titleCase,
  LogonId: logonId,
  OriginalFileName: version("original_file_name"),
  Company: version("company"),
  Description: version("description"),
  Product: version("product"),
  FileVersion: version("file_version"),
  Hashes: hashes,
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  Imphash: hash("imphash"),
  Initiated: initiated,
  Protocol: field("network.transport"),
  SourceIp: end("source", "ip"),
  SourcePort: end("source", "port"),
  SourceHostname: end("source", "domain"),
  SourceIsIpv6: isIpv6("source"),
  DestinationIp: end("destination", "ip"),
  DestinationPort: end("destination", "port"),
  DestinationHostname: end("destination", "domain"),
  DestinationIsIpv6: isIpv6("destination"),
  TargetFilename: field("file.path"),
  SourceFilename: field("file.Ext.original.path"),
  TargetObject: targetObject,
  Details: details,
  EventType: (fields, eventClass) => fields["x.registry.event_type"] ?? EVENT_TYPE[eventClass],
  NewName: field("x.registry.new_name"),
  ImageLoaded: field("dll.path"),
  Signed: signed,
  Signature: (fields, eventClass) => fields[eventClass === "antivirus" ? "threat.indicator.name" : "dll.code_signature.subject_name"],
  SignatureStatus: field("dll.code_signature.status"),
  QueryName: field("dns.question.name"),
  QueryResults: queryResults,
  PipeName: field("x.pipe.name"),
  TargetImage: field("Target.process.executable"),
  TargetProcessId: decimal("Target.process.pid"),
  GrantedAccess: field("x.granted_access"),
  CallTrace: field("x.call_trace"),
  StartModule: field("x.thread.start_module"),
  StartFunction: field("x.thread.start_function"),
  ScriptBlockText: field("powershell.file.script_block_text"),
  Payload: field("x.powershell.payload"),
  ContextInfo: field("x.powershell.context"),
  SourceUser: account("user"),
  SourceCommandLine: field("process.command_line"),
  SourceParentImage: image("process.parent"),
  StartAddress: field("x.thread.start_address"),
  Computer: field("host.name"),
  ComputerName: field("host.name"),
};

/** Names that mean this only in one kind of event; in others they are a sensor's own. */
const OF_CLASS: { readonly [C in EventClass]?: { readonly [name: string]: Derive } } = {
  file_access: { FileName: field("file.path") },
  antivirus: { Filename: field("file.path") },
  wmi_event: { Destination: field("x.wmi.destination"), Consumer: field("x.wmi.consumer"), Filter: field("x.wmi.filter") },
};

/** The names Sigma has for what most sensors tell. */
export const SIGMA_NAMES: readonly string[] = Object.keys(SIGMA);

/**
 * The value a rule written for Sysmon would read under `name`. Channel, EventID and Provider_Name are never derived:
 * a rule that asks for them asks for a Windows log.
 */
export function sigmaField(name: string, fields: EventFields, eventClass: EventClass): FieldValue | undefined {
  const ofClass = OF_CLASS[eventClass];
  if (ofClass && Object.hasOwn(ofClass, name)) return ofClass[name]?.(fields, eventClass);
  return Object.hasOwn(SIGMA, name) ? SIGMA[name]?.(fields, eventClass) : undefined;
}
