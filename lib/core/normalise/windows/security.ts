import type { FieldBuilder } from "../builder.ts";
import { asText } from "../document.ts";
import { writeRegistryData, writeRegistryPath } from "./registry.ts";
import { commandLine, image, ip, long, type Mapping, path, text, type Write, writing } from "./write.ts";

/** The mandatory label's SID by Sysmon's and Endpoint's word for it. */
const INTEGRITY: { readonly [sid: string]: string } = {
  "S-1-16-0": "untrusted",
  "S-1-16-4096": "low",
  "S-1-16-8192": "medium",
  "S-1-16-8448": "medium",
  "S-1-16-12288": "high",
  "S-1-16-16384": "system",
};

const ELEVATION: { readonly [code: string]: string } = { "%%1936": "default", "%%1937": "full", "%%1938": "limited" };

/** IANA protocol numbers by the words Sysmon uses. */
const TRANSPORT: { readonly [number: string]: string } = {
  "1": "icmp",
  "2": "igmp",
  "6": "tcp",
  "17": "udp",
  "47": "gre",
  "58": "ipv6-icmp",
};

const LOGON_TYPE: { readonly [number: string]: string } = {
  "2": "Interactive",
  "3": "Network",
  "4": "Batch",
  "5": "Service",
  "7": "Unlock",
  "8": "NetworkCleartext",
  "9": "NewCredentials",
  "10": "RemoteInteractive",
  "11": "CachedInteractive",
};

const coded = (name: string, table: { readonly [code: string]: string }): Write =>
  writing([name], (builder, value) => {
    const code = asText(value) ?? "";
    builder.set(name, Object.hasOwn(table, code) ? table[code] : undefined);
  });

const person = (side: string, prefix: string): Mapping => ({
  [`${side}UserSid`]: (builder, value) => {
    // The null SID is Windows' way of naming nobody.
    if (value !== "S-1-0-0") builder.text(`${prefix}.id`, value);
  },
  [`${side}UserName`]: text(`${prefix}.name`),
  [`${side}DomainName`]: text(`${prefix}.domain`),
});

const SUBJECT: Mapping = { ...person("Subject", "user"), SubjectLogonId: text("winlog.logon.id") };

/** The acting process of most events: the pid is hexadecimal here, decimal in 5156. */
const ACTOR: Mapping = { ProcessId: long("process.pid"), ProcessName: image("process") };

/** The user is the creator; `Target*` is whom the new process runs as, where it differs. */
const START: Mapping = {
  ...SUBJECT,
  ...person("Target", "user.effective"),
  NewProcessId: long("process.pid"),
  NewProcessName: image("process"),
  CommandLine: commandLine("process"),
  ProcessId: long("process.parent.pid"),
  ParentProcessName: image("process.parent"),
  MandatoryLabel: coded("process.Ext.token.integrity_level_name", INTEGRITY),
  TokenElevationType: coded("process.Ext.token.elevation_level", ELEVATION),
};

/** `\device\harddiskvolume4\…` stays as it is: which letter the volume has, the record does not say. */
const APPLICATION: Mapping = {
  ProcessID: long("process.pid"),
  ProcessId: long("process.pid"),
  Application: image("process"),
  Protocol: coded("network.transport", TRANSPORT),
  SourceAddress: ip("source.ip"),
  SourcePort: long("source.port"),
};

const CONNECTION: Mapping = {
  ...APPLICATION,
  Direction: coded("network.direction", { "%%14593": "egress", "%%14592": "ingress" }),
  DestAddress: ip("destination.ip"),
  DestPort: long("destination.port"),
};

/** `name@REALM` is a name for the people who read it. */
const principal: Write = (builder, value) => builder.text("user.name", (builder.known(value) ?? "").split("@")[0]);

const LOGON: Mapping = {
  ...person("Target", "user"),
  TargetUserName: principal,
  TargetLogonId: text("winlog.logon.id"),
  LogonType: (builder, value, data) => {
    coded("winlog.logon.type", LOGON_TYPE)(builder, value, data);
    builder.text("winlog.logon.type", value);
  },
  IpAddress: ip("source.ip"),
  IpPort: long("source.port"),
  WorkstationName: text("source.domain"),
  ...ACTOR,
  AuthenticationPackageName: text("x.logon.package"),
  LogonGuid: text("x.logon_guid"),
  Status: text("x.logon.status"),
  SubStatus: text("x.logon.sub_status"),
};

const EXPLICIT_LOGON: Mapping = {
  ...SUBJECT,
  ...person("Target", "user.effective"),
  ...ACTOR,
  IpAddress: ip("source.ip"),
  IpPort: long("source.port"),
  TargetServerName: text("x.logon.server"),
};

const REGISTRY: Mapping = {
  ...SUBJECT,
  ...ACTOR,
  ObjectName: (builder, value, data) => {
    const key = builder.known(value);
    const name = builder.known(data.ObjectValueName);
    if (key !== undefined) writeRegistryPath(builder, name === undefined ? key : `${key}\\${name}`);
  },
  NewValue: (builder: FieldBuilder, value) => {
    const details = builder.known(value);
    if (details !== undefined) writeRegistryData(builder, details);
  },
  OldValue: text("x.registry.previous_data"),
};

const SHARE: Mapping = {
  ...SUBJECT,
  IpAddress: ip("source.ip"),
  IpPort: long("source.port"),
  ShareName: text("x.share.name"),
  RelativeTargetName: path("file"),
};

const SERVICE: Mapping = {
  ...SUBJECT,
  ServiceName: text("x.service.name"),
  ServiceFileName: text("x.service.image_path"),
  ImagePath: text("x.service.image_path"),
  ServiceType: text("x.service.type"),
  StartType: text("x.service.start_type"),
  ServiceStartType: text("x.service.start_type"),
  AccountName: text("x.service.account"),
  ServiceAccount: text("x.service.account"),
};

const OBJECT_ACCESS: Mapping = { ...SUBJECT, ...ACTOR, ObjectName: text("x.object.name"), ObjectType: text("x.object.type") };

const SECURITY: { readonly [eventId: number]: Mapping } = {
  4624: LOGON,
  4625: LOGON,
  4634: LOGON,
  4647: LOGON,
  4648: EXPLICIT_LOGON,
  4656: OBJECT_ACCESS,
  4657: REGISTRY,
  4663: OBJECT_ACCESS,
  4672: SUBJECT,
  4688: START,
  4689: { ...SUBJECT, ...ACTOR, Status: long("process.exit_code") },
  4697: SERVICE,
  4698: { ...SUBJECT, TaskName: text("x.task.name"), TaskContent: text("x.task.content") },
  4702: { ...SUBJECT, TaskName: text("x.task.name"), TaskContentNew: text("x.task.content") },
  5140: SHARE,
  5145: SHARE,
  5154: APPLICATION,
  5156: CONNECTION,
  5157: CONNECTION,
  5158: APPLICATION,
};

const POWERSHELL: { readonly [eventId: number]: Mapping } = {
  4103: { Payload: text("x.powershell.payload"), ContextInfo: text("x.powershell.context") },
  4104: {
    ScriptBlockText: text("powershell.file.script_block_text"),
    ScriptBlockId: text("powershell.file.script_block_id"),
    MessageNumber: long("powershell.sequence"),
    MessageTotal: long("powershell.total"),
    Path: path("file"),
  },
};

const DEFENDER: Mapping = {
  "Threat Name": text("threat.indicator.name"),
  "Severity Name": text("x.threat.severity"),
  "Process Name": image("process"),
  Path: text("file.path"),
  "Detection User": (builder, value) => builder.account("user", value),
};

const NOTHING: Mapping = {};

/** The fields of a record of the other channels; `channel` in lower case. */
export function windowsMapping(channel: string, eventId: number): Mapping {
  const pick = (table: { readonly [eventId: number]: Mapping }) => (Object.hasOwn(table, eventId) ? table[eventId] : undefined) ?? SUBJECT;
  switch (channel) {
    case "security":
      return pick(SECURITY);
    case "microsoft-windows-powershell/operational":
    case "powershellcore/operational":
      return pick(POWERSHELL);
    case "microsoft-windows-windows defender/operational":
      return DEFENDER;
    case "system":
      return eventId === 7045 ? SERVICE : NOTHING;
    default:
      return NOTHING;
  }
}
