import type { Place, Shipper } from "./native-shapes.ts";
import { nested } from "./nested.ts";

const TIME = "2026-03-09T09:00:00.1234567Z";
type Places = { readonly [name: string]: Place };

/** Accounts are one text in Sysmon, and a domain and a name elsewhere. */
const account =
  (domain: string, name: string): Place =>
  (value) => {
    const [head = "", tail] = String(value).split("\\");
    return tail === undefined ? { [name]: head } : { [domain]: head, [name]: tail };
  };

export const ecsAccount =
  (prefix: string): Place =>
  (value) => {
    const [head = "", tail] = String(value).split("\\");
    return nested(prefix, tail === undefined ? { name: head } : { domain: head, name: tail });
  };

/** `SHA1=…,IMPHASH=…` as the members of a document; a rule may ask for the hash alone. */
export const ecsHashes =
  (prefix: string): Place =>
  (value) => {
    const found = [...String(value).matchAll(/(MD5|SHA1|SHA256|IMPHASH)=([0-9A-F]+)/gi)].map(
      ([, kind = "", hash = ""]) => [kind.toLowerCase(), hash.toLowerCase()] as const,
    );
    const imphash = found.find(([kind]) => kind === "imphash")?.[1];
    return nested(prefix, {
      hash: Object.fromEntries(found.filter(([kind]) => kind !== "imphash")),
      ...(imphash !== undefined && { pe: { imphash } }),
    });
  };

const lower =
  (path: string): Place =>
  (value) =>
    nested(path, String(value).toLowerCase());

/** Elastic keeps registry data bare and its type beside it. */
const ecsDetails: Place = (value) => {
  const text = String(value);
  const dword = /^DWORD \(0x([0-9a-f]+)\)$/i.exec(text)?.[1];
  if (dword !== undefined) return nested("registry.data", { type: "REG_DWORD", strings: [String(Number.parseInt(dword, 16))] });
  if (text === "Binary Data") return nested("registry.data", { type: "REG_BINARY" });
  return nested("registry.data", { type: "REG_SZ", strings: [text === "(Empty)" ? "" : text] });
};

const direction: Place = (value) => nested("network.direction", String(value) === "true" ? "egress" : "ingress");

export const PROCESS: Places = {
  Image: "process.executable",
  CommandLine: "process.command_line",
  CurrentDirectory: "process.working_directory",
  ParentImage: "process.parent.executable",
  ParentCommandLine: "process.parent.command_line",
  ParentUser: ecsAccount("process.parent.user"),
  User: ecsAccount("user"),
  IntegrityLevel: lower("process.Ext.token.integrity_level_name"),
  LogonId: "process.Ext.authentication_id",
  OriginalFileName: "process.pe.original_file_name",
  Description: "process.pe.description",
  Product: "process.pe.product",
  Company: "process.pe.company",
  FileVersion: "process.pe.file_version",
  Hashes: ecsHashes("process"),
};
/** The ends of a connection, as every document in Elastic's common schema names them. */
export const ENDS: Places = {
  DestinationIp: "destination.ip",
  DestinationPort: "destination.port",
  DestinationHostname: "destination.domain",
  SourceIp: "source.ip",
  SourcePort: "source.port",
  SourceHostname: "source.domain",
  Protocol: "network.transport",
  Initiated: direction,
  DestinationIsIpv6: (value) => nested("destination.ip", value === "true" ? "2001:db8::1" : "203.0.113.1"),
  SourceIsIpv6: (value) => nested("source.ip", value === "true" ? "2001:db8::2" : "203.0.113.2"),
};
const NETWORK: Places = { ...PROCESS, ...ENDS };
const FILE: Places = { ...PROCESS, TargetFilename: "file.path", SourceFilename: "file.Ext.original.path", FileName: "file.path" };
const REGISTRY: Places = { ...PROCESS, TargetObject: "registry.path", Details: ecsDetails };
const LIBRARY: Places = {
  ...PROCESS,
  ImageLoaded: "dll.path",
  Signed: (value) => nested("dll.code_signature.exists", value === "true"),
  SignatureStatus: "dll.code_signature.status",
  Signature: "dll.code_signature.subject_name",
  OriginalFileName: "dll.pe.original_file_name",
  Description: "dll.pe.description",
  Product: "dll.pe.product",
  Company: "dll.pe.company",
  FileVersion: "dll.pe.file_version",
  Hashes: ecsHashes("dll"),
};

const endpoint = (dataset: string, category: string, type: string, action: string, places: Places): Shipper => ({
  shipper: "Elastic Endpoint",
  base: {
    "@timestamp": TIME,
    agent: { type: "endpoint", id: "a" },
    data_stream: { dataset: `endpoint.events.${dataset}` },
    event: { category: [category], type: [type], action, dataset: `endpoint.events.${dataset}` },
    host: { name: "WS-07", os: { type: "windows" } },
  },
  places,
  has: Object.keys(places),
});

const ACTOR: Places = {
  Image: "InitiatingProcessFolderPath",
  CommandLine: "InitiatingProcessCommandLine",
  User: account("InitiatingProcessAccountDomain", "InitiatingProcessAccountName"),
  IntegrityLevel: "InitiatingProcessIntegrityLevel",
  ParentImage: (value) => ({ InitiatingProcessParentFileName: String(value).replace(/^.*\\/, "") }),
};
const SOURCE: Places = {
  SourceImage: "InitiatingProcessFolderPath",
  SourceCommandLine: "InitiatingProcessCommandLine",
  SourceUser: account("InitiatingProcessAccountDomain", "InitiatingProcessAccountName"),
  SourceParentImage: (value) => ({ InitiatingProcessParentFileName: String(value).replace(/^.*\\/, "") }),
  TargetImage: (value) => ({ FolderPath: String(value), FileName: String(value).replace(/^.*\\/, ""), ProcessId: 4242 }),
};
const additional =
  (member: string): Place =>
  (value) => ({ AdditionalFields: JSON.stringify({ [member]: String(value) }) });

const row = (table: string, action: string, places: Places): Shipper => ({
  shipper: "Defender",
  base: { time: TIME, category: `AdvancedHunting-${table}`, properties: {} },
  row: {
    ...(table === "DeviceRegistryEvents" && { RegistryKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\X", RegistryValueName: "y" }),
    Timestamp: TIME,
    DeviceId: "d",
    DeviceName: "ws-07",
    ActionType: action,
    ReportId: 7,
    InitiatingProcessId: 4711,
  },
  places,
  has: Object.keys(places),
});

/** Defender has no import hash. */
const hashColumns: Place = (value) => {
  const found = [...String(value).matchAll(/(MD5|SHA1|SHA256)=([0-9A-F]+)/gi)];
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([, kind = "", hash = ""]) => [kind.toUpperCase(), hash.toLowerCase()]));
};

/** Sysmon's short roots as Defender writes them. */
const registryKey: Place = (value) => {
  const path = String(value)
    .replace(/^HKLM(?=\\)/, "HKEY_LOCAL_MACHINE")
    .replace(/^HKU(?=\\)/, "HKEY_USERS")
    .replace(/^HKCR(?=\\)/, "HKEY_CLASSES_ROOT");
  if (path.endsWith("\\")) return { RegistryKey: path.slice(0, -1), RegistryValueName: "Some" };
  const at = path.lastIndexOf("\\");
  return { RegistryKey: at > 0 ? path.slice(0, at) : "HKEY_LOCAL_MACHINE\\SOFTWARE", RegistryValueName: path.slice(at + 1) };
};
const registryData: Place = (value) => {
  const dword = /^DWORD \(0x([0-9a-f]+)\)$/i.exec(String(value))?.[1];
  if (dword !== undefined) return { RegistryValueType: "Dword", RegistryValueData: String(Number.parseInt(dword, 16)) };
  return value === "Binary Data"
    ? { RegistryValueType: "Binary" }
    : { RegistryValueType: "String", RegistryValueData: value === "(Empty)" ? "" : String(value) };
};

const DEFENDER_START: Places = {
  Image: "FolderPath",
  CommandLine: "ProcessCommandLine",
  User: account("AccountDomain", "AccountName"),
  IntegrityLevel: "ProcessIntegrityLevel",
  LogonId: (value) => ({ LogonId: Number(value) }),
  OriginalFileName: "ProcessVersionInfoOriginalFileName",
  Description: "ProcessVersionInfoFileDescription",
  Product: "ProcessVersionInfoProductName",
  Company: "ProcessVersionInfoCompanyName",
  FileVersion: "ProcessVersionInfoProductVersion",
  ParentImage: "InitiatingProcessFolderPath",
  ParentCommandLine: "InitiatingProcessCommandLine",
  ParentUser: account("InitiatingProcessAccountDomain", "InitiatingProcessAccountName"),
  GrandParentImage: (value) => ({ InitiatingProcessParentFileName: String(value).replace(/^.*\\/, "") }),
  Hashes: hashColumns,
};

/** The sensors beside Sysmon, by the category of what they tell; a rule that asks for more than `has` waits for Sysmon. */
export const SENSORS: { readonly [category: string]: readonly Shipper[] } = {
  process_creation: [
    endpoint("process", "process", "start", "start", PROCESS),
    row("DeviceProcessEvents", "ProcessCreated", DEFENDER_START),
  ],
  network_connection: [
    endpoint("network", "network", "start", "connection_attempted", NETWORK),
    row("DeviceNetworkEvents", "ConnectionSuccess", {
      ...ACTOR,
      DestinationIp: "RemoteIP",
      DestinationPort: "RemotePort",
      DestinationHostname: "RemoteUrl",
      SourceIp: "LocalIP",
      SourcePort: "LocalPort",
      Protocol: "Protocol",
      Initiated: (value) => (value === "true" ? {} : { ActionType: "InboundConnectionAccepted" }),
    }),
  ],
  dns_query: [
    endpoint("network", "network", "info", "lookup_requested", { ...PROCESS, QueryName: "dns.question.name" }),
    row("DeviceEvents", "DnsQueryResponse", { ...ACTOR, QueryName: additional("DnsQueryString") }),
  ],
  file_event: [
    endpoint("file", "file", "creation", "creation", FILE),
    row("DeviceFileEvents", "FileCreated", { ...ACTOR, TargetFilename: "FolderPath" }),
  ],
  file_delete: [
    endpoint("file", "file", "deletion", "deletion", FILE),
    row("DeviceFileEvents", "FileDeleted", { ...ACTOR, TargetFilename: "FolderPath" }),
  ],
  file_access: [endpoint("file", "file", "access", "open", FILE)],
  file_rename: [
    endpoint("file", "file", "change", "rename", FILE),
    row("DeviceFileEvents", "FileRenamed", {
      ...ACTOR,
      TargetFilename: "FolderPath",
      SourceFilename: (value) => ({ PreviousFolderPath: String(value), PreviousFileName: String(value).replace(/^.*\\/, "") }),
    }),
  ],
  registry_set: [
    endpoint("registry", "registry", "change", "modification", REGISTRY),
    row("DeviceRegistryEvents", "RegistryValueSet", { ...ACTOR, TargetObject: registryKey, Details: registryData }),
  ],
  registry_event: [
    endpoint("registry", "registry", "change", "modification", REGISTRY),
    row("DeviceRegistryEvents", "RegistryValueSet", { ...ACTOR, TargetObject: registryKey, Details: registryData }),
  ],
  registry_add: [
    row("DeviceRegistryEvents", "RegistryKeyCreated", {
      ...ACTOR,
      TargetObject: (value) => ({ RegistryKey: String(value).replace(/\\$/, "\\Some"), RegistryValueName: "" }),
    }),
  ],
  registry_delete: [row("DeviceRegistryEvents", "RegistryValueDeleted", { ...ACTOR, TargetObject: registryKey })],
  image_load: [
    endpoint("library", "library", "start", "load", LIBRARY),
    row("DeviceImageLoadEvents", "ImageLoaded", { ...ACTOR, ImageLoaded: "FolderPath", Hashes: hashColumns }),
  ],
  driver_load: [
    endpoint("library", "driver", "start", "load", LIBRARY),
    row("DeviceEvents", "DriverLoad", { ...ACTOR, ImageLoaded: "FolderPath", Hashes: hashColumns }),
  ],
  pipe_created: [
    row("DeviceEvents", "NamedPipeEvent", {
      ...ACTOR,
      PipeName: (value) => ({ AdditionalFields: JSON.stringify({ PipeName: `\\Device\\NamedPipe${value}` }) }),
    }),
  ],
  process_access: [
    row("DeviceEvents", "OpenProcessApiCall", {
      ...SOURCE,
      GrantedAccess: (value) => ({ AdditionalFields: JSON.stringify({ DesiredAccess: Number.parseInt(String(value), 16) }) }),
    }),
  ],
  create_remote_thread: [row("DeviceEvents", "CreateRemoteThreadApiCall", SOURCE)],
  ps_script: [row("DeviceEvents", "ScriptContent", { ScriptBlockText: additional("ScriptContent") })],
  ps_module: [row("DeviceEvents", "PowerShellCommand", { Payload: additional("Command") })],
  antivirus: [row("DeviceEvents", "AntivirusDetection", { Signature: additional("ThreatName"), Filename: "FolderPath" })],
};
