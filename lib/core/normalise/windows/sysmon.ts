import { type ProcessKey, sysmonGuidStart, sysmonKey } from "../../event/process-key.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { FieldBuilder } from "../builder.ts";
import { asText } from "../document.ts";
import { parseDnsResults } from "./dns.ts";
import { REGISTRY_DATA, REGISTRY_PATH, writeRegistryData, writeRegistryPath } from "./registry.ts";
import {
  account,
  all,
  bool,
  commandLine,
  date,
  hashes,
  image,
  ip,
  long,
  lower,
  type Mapping,
  path,
  text,
  type Write,
  writing,
} from "./write.ts";

/** A ProcessGuid: the id as the source writes it, the key that compares, and the second the process started. */
const processGuid = (prefix: string, keyField: string): Write =>
  writing([`${prefix}.entity_id`, keyField, `${prefix}.start`], (builder, value) => {
    const guid = builder.known(value);
    const known = guid === undefined ? undefined : readGuid(guid);
    if (guid === undefined || known === undefined) return;
    builder.set(`${prefix}.entity_id`, guid);
    builder.set(keyField, known.key);
    builder.set(`${prefix}.start`, known.start);
  });

interface KnownGuid {
  readonly key: ProcessKey;
  readonly start: string | undefined;
}

/** A process writes many events: what its GUID says is read once. Bounded, and only there to save work. */
const guids = new Map<string, KnownGuid>();
const GUIDS = 10_000;

function readGuid(guid: string): KnownGuid | undefined {
  const before = guids.get(guid);
  if (before) return before;
  const key = sysmonKey(guid);
  if (key === undefined) return undefined;
  const start = sysmonGuidStart(guid);
  const known = { key, start: start === undefined ? undefined : formatTimestamp(start) };
  if (guids.size >= GUIDS) guids.clear();
  guids.set(guid, known);
  return known;
}

const WELL_KNOWN_SID: { readonly [name: string]: string } = {
  SYSTEM: "S-1-5-18",
  "LOCAL SERVICE": "S-1-5-19",
  "NETWORK SERVICE": "S-1-5-20",
};

/** Sysmon names the user but not the SID; only the built-in accounts have one that a name gives away. */
const user: Write = (builder, value) => {
  builder.account("user", value);
  const name = builder.fields["user.name"];
  if (builder.fields["user.domain"] === "NT AUTHORITY" && typeof name === "string" && Object.hasOwn(WELL_KNOWN_SID, name)) {
    builder.set("user.id", WELL_KNOWN_SID[name]);
  }
};

const ACTOR: Mapping = {
  ProcessGuid: processGuid("process", "callout.process.key"),
  ProcessId: long("process.pid"),
  Image: image("process"),
  User: user,
  RuleName: text("rule.name"),
};

const VERSION_OF = (prefix: string): Mapping => ({
  OriginalFileName: text(`${prefix}.pe.original_file_name`),
  Company: text(`${prefix}.pe.company`),
  Description: text(`${prefix}.pe.description`),
  Product: text(`${prefix}.pe.product`),
  FileVersion: text(`${prefix}.pe.file_version`),
});

const START: Mapping = {
  ...ACTOR,
  ...VERSION_OF("process"),
  CommandLine: commandLine("process"),
  CurrentDirectory: text("process.working_directory"),
  IntegrityLevel: lower("process.Ext.token.integrity_level_name"),
  LogonId: all(text("process.Ext.authentication_id"), text("winlog.logon.id")),
  LogonGuid: text("x.logon_guid"),
  TerminalSessionId: long("process.Ext.session_info.id"),
  Hashes: hashes("process"),
  ParentProcessGuid: processGuid("process.parent", "callout.parent.key"),
  ParentProcessId: long("process.parent.pid"),
  ParentImage: image("process.parent"),
  ParentCommandLine: commandLine("process.parent"),
  ParentUser: account("process.parent.user"),
};

const NETWORK: Mapping = {
  ...ACTOR,
  Protocol: lower("network.transport"),
  SourceIp: ip("source.ip"),
  SourcePort: long("source.port"),
  SourceHostname: text("source.domain"),
  DestinationIp: ip("destination.ip"),
  DestinationPort: long("destination.port"),
  DestinationHostname: text("destination.domain"),
  DestinationPortName: lower("network.protocol"),
  SourcePortName: lower("network.protocol"),
};

const FILE: Mapping = {
  ...ACTOR,
  TargetFilename: path("file"),
  CreationUtcTime: date("file.created"),
  PreviousCreationUtcTime: date("x.file.previous_created"),
  Hashes: hashes("file"),
  Hash: hashes("file"),
  Contents: text("x.file.contents"),
  Archived: bool("x.file.archived"),
  IsExecutable: bool("x.file.is_executable"),
};

const REGISTRY: Mapping = {
  ...ACTOR,
  TargetObject: writing(REGISTRY_PATH, (builder, value) => {
    const target = builder.known(value);
    if (target !== undefined) writeRegistryPath(builder, target);
  }),
  Details: writing(REGISTRY_DATA, (builder, value) => {
    const details = asText(value);
    if (details !== undefined && details !== "") writeRegistryData(builder, details);
  }),
  EventType: text("x.registry.event_type"),
  NewName: text("x.registry.new_name"),
};

const SIGNATURE: Mapping = {
  Signed: bool("dll.code_signature.exists"),
  Signature: text("dll.code_signature.subject_name"),
  SignatureStatus: writing(["dll.code_signature.status", "dll.code_signature.trusted"], (builder, value) => {
    builder.lower("dll.code_signature.status", value);
    const status = builder.fields["dll.code_signature.status"];
    if (status !== undefined) builder.set("dll.code_signature.trusted", status === "valid");
  }),
};

/** Rules for libraries read `dll.*` or `file.*`, after the sensor their author used: both are written. */
const IMAGE_LOAD: Mapping = {
  ...ACTOR,
  ...SIGNATURE,
  ...VERSION_OF("dll"),
  ImageLoaded: path("dll", "file"),
  Hashes: hashes("dll", "file"),
};

const CROSS_PROCESS: Mapping = {
  SourceProcessGuid: processGuid("process", "callout.process.key"),
  SourceProcessGUID: processGuid("process", "callout.process.key"),
  SourceProcessId: long("process.pid"),
  SourceThreadId: long("process.thread.id"),
  SourceImage: image("process"),
  SourceUser: user,
  TargetProcessGuid: processGuid("Target.process", "callout.target.key"),
  TargetProcessGUID: processGuid("Target.process", "callout.target.key"),
  TargetProcessId: long("Target.process.pid"),
  TargetImage: image("Target.process"),
  TargetUser: account("Target.process.user"),
  GrantedAccess: text("x.granted_access"),
  CallTrace: text("x.call_trace"),
  NewThreadId: long("x.thread.new_id"),
  StartAddress: text("x.thread.start_address"),
  StartModule: text("x.thread.start_module"),
  StartFunction: text("x.thread.start_function"),
  RuleName: text("rule.name"),
};

const DNS: Mapping = {
  ...ACTOR,
  QueryName: text("dns.question.name"),
  QueryStatus: text("sysmon.dns.status"),
  QueryResults: writing(["dns.resolved_ip", "dns.answers.data"], (builder, value) => {
    const answers = parseDnsResults(asText(value) ?? "");
    builder.list("dns.resolved_ip", answers.addresses);
    builder.list("dns.answers.data", answers.data);
  }),
};

const WMI: Mapping = {
  User: user,
  Operation: text("x.wmi.operation"),
  EventNamespace: text("x.wmi.namespace"),
  Name: text("x.wmi.name"),
  Query: text("x.wmi.query"),
  Type: text("x.wmi.type"),
  Destination: text("x.wmi.destination"),
  Consumer: text("x.wmi.consumer"),
  Filter: text("x.wmi.filter"),
};

const PIPE: Mapping = { ...ACTOR, PipeName: all(text("file.name"), text("x.pipe.name")) };

const BY_ID: { readonly [eventId: number]: Mapping } = {
  1: START,
  2: FILE,
  3: NETWORK,
  6: { ...IMAGE_LOAD, User: user },
  7: IMAGE_LOAD,
  8: CROSS_PROCESS,
  9: { ...ACTOR, Device: path("file") },
  10: CROSS_PROCESS,
  11: FILE,
  12: REGISTRY,
  13: REGISTRY,
  14: REGISTRY,
  15: FILE,
  17: PIPE,
  18: PIPE,
  19: WMI,
  20: WMI,
  21: WMI,
  22: DNS,
  23: FILE,
  24: { ...ACTOR, ClientInfo: text("x.clipboard.client"), Session: long("process.Ext.session_info.id") },
  25: { ...ACTOR, Type: text("x.tampering.type") },
  26: FILE,
  27: FILE,
  28: FILE,
  29: FILE,
};

/** The fields of a Sysmon event id; an id that is not in the table still has its actor. */
export function sysmonMapping(eventId: number): Mapping {
  return (Object.hasOwn(BY_ID, eventId) ? BY_ID[eventId] : undefined) ?? ACTOR;
}

/** `Initiated` tells who opened the connection; a placeholder tells nothing. */
export function sysmonDirection(builder: FieldBuilder, initiated: string | undefined): void {
  const value = initiated?.toLowerCase();
  if (value === "true") builder.set("network.direction", "egress");
  if (value === "false") builder.set("network.direction", "ingress");
}
