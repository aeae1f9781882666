import type { Event, EventFields } from "../../event/event.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { FieldValue } from "../../event/value.ts";
import { actionType } from "./defender-action.ts";
import { additionalFieldsOf } from "./defender-additional.ts";
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
    subject(event)
      ? event.fields[`process.${processName}`]
      : (event.fields[`${fileOwner(event.fields)}.${name}`] ?? event.fields[`Target.process.${processName}`]);

/** A process's columns under Defender's names: `ProcessId`, `InitiatingProcessCommandLine`, … */
function prefixed(prefix: "" | "Initiating", read: (name: string) => Derive): { readonly [column: string]: Derive } {
  const name = (rest: string) => `${prefix}Process${rest}`;
  return {
    [name("Id")]: read("pid"),
    [name("CommandLine")]: read("command_line"),
    [name("CreationTime")]: read("start"),
    [name("UniqueId")]: read("entity_id"),
    [name("IntegrityLevel")]: (event) => titleCase(read("Ext.token.integrity_level_name")(event)),
    [name("TokenElevation")]: (event) => elevation(read("Ext.token.elevation_level")(event)),
    [name("VersionInfoCompanyName")]: read("pe.company"),
    [name("VersionInfoProductName")]: read("pe.product"),
    [name("VersionInfoProductVersion")]: read("pe.file_version"),
    [name("VersionInfoOriginalFileName")]: read("pe.original_file_name"),
    [name("VersionInfoFileDescription")]: read("pe.description"),
  };
}

/** What a row of DeviceEvents is done to: the process another one opens or writes into. */
const target =
  (name: string): Derive =>
  (event) =>
    event.fields[`${subject(event) ? "process" : "Target.process"}.${name}`];

/** Whom a process runs as, or who logs on: the other account of a record that names two. */
const account =
  (part: string): Derive =>
  ({ class: kind, fields }) => {
    if (kind !== "process_creation" && kind !== "logon") return undefined;
    return fields[`user.effective.${part}`] ?? fields[`user.${part}`];
  };

/** Who did it. The Security log names the creator of a process and not the parent's account: they are the same. */
const actor =
  (part: string): Derive =>
  (event) => {
    const { fields } = event;
    if (!subject(event)) return fields[`user.${part}`];
    const isNamed = fields["process.parent.user.name"] !== undefined;
    return isNamed ? fields[`process.parent.user.${part}`] : fields["winlog.channel"] === "Security" ? fields[`user.${part}`] : undefined;
  };

const above =
  (name: string): Derive =>
  (event) =>
    event.fields[`${subject(event) ? "x.process.parent.parent" : "process.parent"}.${name}`];

/** Decimal, or hexadecimal as the Security log writes ids; text that is no number is left out. */
const number =
  (name: string): Derive =>
  (event) => {
    const value = event.fields[name];
    if (typeof value === "number") return value;
    return typeof value === "string" && /^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(value) ? String(BigInt(value)) : undefined;
  };

function lastPart(path: FieldValue | undefined): FieldValue | undefined {
  return typeof path === "string" ? path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1) : undefined;
}

function folder(path: FieldValue | undefined): FieldValue | undefined {
  return typeof path === "string" ? path.slice(0, Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"), 0)) : undefined;
}

function titleCase(value: FieldValue | undefined): FieldValue | undefined {
  return typeof value === "string" ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}

function elevation(value: FieldValue | undefined): FieldValue | undefined {
  return typeof value === "string" ? `TokenElevationType${titleCase(value)}` : value;
}

function signature(trusted: FieldValue | undefined): string | undefined {
  return typeof trusted === "boolean" ? (trusted ? "Valid" : "Invalid") : undefined;
}

const ROOTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:HKLM|\\REGISTRY\\MACHINE)(?=\\|$)/i, "HKEY_LOCAL_MACHINE"],
  [/^(?:HKU|\\REGISTRY\\USER)(?=\\|$)/i, "HKEY_USERS"],
  [/^HKCU(?=\\|$)/i, "HKEY_CURRENT_USER"],
  [/^HKCR(?=\\|$)/i, "HKEY_CLASSES_ROOT"],
  [/^HKCC(?=\\|$)/i, "HKEY_CURRENT_CONFIG"],
];

/** Defender writes the roots out. */
function longRoot(path: FieldValue | undefined): FieldValue | undefined {
  if (typeof path !== "string") return path;
  const found = ROOTS.find(([short]) => short.test(path));
  return found ? path.replace(found[0], found[1]) : path;
}

/** Whether the last part of a path is a value's name; in the creation of a key it is a key. */
function namesValue({ class: kind, fields }: Event): boolean {
  return kind === "registry_set" || (kind === "registry_delete" && fields["x.registry.event_type"] === "DeleteValue");
}

/** The key alone; the value's name has a column of its own. After a renaming, the new one. */
const registryKey: Derive = (event) => {
  const { "registry.path": path, "registry.key": key, "registry.value": value, "x.registry.new_name": renamed } = event.fields;
  if (event.class === "registry_rename") return longRoot(renamed ?? path);
  if (namesValue(event) && typeof path === "string" && typeof value === "string" && path.endsWith(`\\${value}`)) {
    return longRoot(path.slice(0, -value.length - 1));
  }
  return longRoot(path ?? key);
};

const REGISTRY_TYPE: { readonly [type: string]: string } = {
  REG_SZ: "String",
  REG_EXPAND_SZ: "ExpandString",
  REG_MULTI_SZ: "MultiString",
  REG_DWORD: "Dword",
  SZ_DWORD: "Dword",
  REG_QWORD: "Qword",
  REG_BINARY: "Binary",
};

const registryType: Derive = ({ fields }) => {
  const type = fields["registry.data.type"];
  return typeof type === "string" && Object.hasOwn(REGISTRY_TYPE, type) ? REGISTRY_TYPE[type] : type;
};

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
  FileSize: file("size", "size"),
  FileOriginUrl: field("file.origin_url"),
  PreviousFileName: (event) => lastPart(event.fields["file.Ext.original.path"]),
  PreviousFolderPath: (event) => folder(event.fields["file.Ext.original.path"]),
  ShareName: field("x.share.name"),
  ...prefixed("", target),
  AccountName: account("name"),
  AccountDomain: account("domain"),
  AccountSid: account("id"),
  LogonId: number("winlog.logon.id"),
  ...prefixed("Initiating", initiating),
  InitiatingProcessFileName: initiating("name"),
  InitiatingProcessFolderPath: initiating("executable"),
  InitiatingProcessMD5: initiating("hash.md5"),
  InitiatingProcessSHA1: initiating("hash.sha1"),
  InitiatingProcessSHA256: initiating("hash.sha256"),
  InitiatingProcessAccountName: actor("name"),
  InitiatingProcessAccountDomain: actor("domain"),
  InitiatingProcessAccountSid: actor("id"),
  InitiatingProcessSessionId: (event) => (subject(event) ? undefined : event.fields["process.Ext.session_info.id"]),
  CreatedProcessSessionId: created("process.Ext.session_info.id"),
  InitiatingProcessParentFileName: above("name"),
  InitiatingProcessParentId: above("pid"),
  InitiatingProcessParentCreationTime: above("start"),
  InitiatingProcessSignatureStatus: (event) => (subject(event) ? undefined : signature(event.fields["process.code_signature.trusted"])),
  RemoteDeviceName: (event) => (event.class === "logon" ? event.fields["source.domain"] : undefined),
  LogonType: field("winlog.logon.type"),
  FailureReason: (event) => (event.class === "logon" ? event.fields["x.logon.sub_status"] : undefined),
  ReportId: number("winlog.record_id"),
  AdditionalFields: (event) => additionalFieldsOf(event, actionType(event)),
  RemoteIP: field("callout.remote.ip"),
  RemotePort: field("callout.remote.port"),
  RemoteUrl: field("callout.remote.domain"),
  RemoteIPType: addressType("callout.remote.ip"),
  LocalIP: field("callout.local.ip"),
  LocalPort: field("callout.local.port"),
  LocalIPType: addressType("callout.local.ip"),
  Protocol: protocol,
  RegistryKey: registryKey,
  RegistryValueName: (event) => (namesValue(event) ? event.fields["registry.value"] : undefined),
  RegistryValueData: field("registry.data.strings"),
  RegistryValueType: registryType,
  PreviousRegistryKey: (event) => (event.class === "registry_rename" ? longRoot(event.fields["registry.path"]) : undefined),
  PreviousRegistryValueData: field("x.registry.previous_data"),
};

/** A Defender column answered from the canonical document of an event that another sensor wrote. */
export function defenderColumn(name: string, event: Event): FieldValue | undefined {
  return Object.hasOwn(COLUMNS, name) ? COLUMNS[name]?.(event) : undefined;
}
