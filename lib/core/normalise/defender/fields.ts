import { defenderKey } from "../../event/process-key.ts";
import { formatTimestamp } from "../../event/timestamp.ts";
import type { JsonObject, JsonValue } from "../../event/value.ts";
import { FieldBuilder } from "../builder.ts";
import { additionalMembers } from "../derive/defender-additional.ts";
import { asObject, asText, own, parseObject } from "../document.ts";
import type { Envelope } from "../lazy-event.ts";
import { writeEnds } from "../remote.ts";
import { writeNetworkKind, writeOrientation } from "./network.ts";

/** The two ways Defender spells a process: what was created, and who did it. */
interface Columns {
  readonly id: string;
  readonly file: string;
  readonly path: string;
  readonly prefix: string;
}

const CREATED: Columns = { id: "ProcessId", file: "FileName", path: "FolderPath", prefix: "Process" };
const INITIATING: Columns = {
  id: "InitiatingProcessId",
  file: "InitiatingProcessFileName",
  path: "InitiatingProcessFolderPath",
  prefix: "InitiatingProcess",
};

/** FolderPath is the whole path in the product, and only the folder from some connectors (telemetry.md §1.5.7). */
export function fullPath(folder: string | undefined, file: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  if (file === undefined || folder.toLowerCase().endsWith(file.toLowerCase())) return folder;
  return `${folder.replace(/[\\/]$/, "")}${folder.startsWith("/") ? "/" : "\\"}${file}`;
}

function deviceOf(envelope: Envelope, row: JsonObject): string {
  return asText(own(row, "DeviceId")) || envelope.host.key;
}

/** A pid and a creation time name a process on its device; without the time the store has to look for it. */
function writeIdentity(
  builder: FieldBuilder,
  target: string,
  keyField: string,
  device: string,
  pid: JsonValue | undefined,
  created: JsonValue | undefined,
): void {
  const text = builder.known(pid);
  if (text === undefined || text === "0") return;
  builder.long(`${target}.pid`, text);
  const id = builder.fields[`${target}.pid`];
  if (typeof id !== "number") return;
  const key = defenderKey(device, id, builder.known(created) ?? "");
  builder.set(keyField, key);
  builder.set(`${target}.entity_id`, key ?? `mde:${device.toLowerCase()}:${id}`);
  builder.date(`${target}.start`, created);
}

function writeProcess(builder: FieldBuilder, row: JsonObject, columns: Columns, target: string): void {
  const column = (name: string) => own(row, `${columns.prefix}${name}`);
  const file = builder.known(own(row, columns.file));
  const path = fullPath(builder.known(own(row, columns.path)), file);
  builder.set(`${target}.name`, file);
  builder.image(target, path);
  builder.commandLine(target, column("CommandLine"));
  builder.lower(`${target}.Ext.token.integrity_level_name`, column("IntegrityLevel"));
  const elevation = builder
    .known(column("TokenElevation"))
    ?.replace(/^TokenElevationType/, "")
    .toLowerCase();
  if (elevation !== "none") builder.set(`${target}.Ext.token.elevation_level`, elevation);
  builder.text(`${target}.pe.original_file_name`, column("VersionInfoOriginalFileName"));
  builder.text(`${target}.pe.company`, column("VersionInfoCompanyName"));
  builder.text(`${target}.pe.description`, column("VersionInfoFileDescription"));
  builder.text(`${target}.pe.product`, column("VersionInfoProductName"));
  builder.text(`${target}.pe.file_version`, column("VersionInfoProductVersion"));
}

function writeHashes(builder: FieldBuilder, row: JsonObject, prefix: string, target: string): void {
  for (const algorithm of ["MD5", "SHA1", "SHA256"] as const)
    builder.lower(`${target}.hash.${algorithm.toLowerCase()}`, own(row, `${prefix}${algorithm}`));
}

function writeAccount(builder: FieldBuilder, row: JsonObject, prefix: string, target: string): void {
  builder.text(`${target}.name`, own(row, `${prefix}AccountName`));
  builder.text(`${target}.domain`, own(row, `${prefix}AccountDomain`));
  builder.text(`${target}.id`, own(row, `${prefix}AccountSid`));
}

/** `InitiatingProcess*` as `target`, and above it what little Defender tells of its parent. */
function writeInitiating(builder: FieldBuilder, envelope: Envelope, row: JsonObject, target: string, above: string): void {
  const device = deviceOf(envelope, row);
  const [key, aboveKey] =
    target === "process" ? ["callout.process.key", "callout.parent.key"] : ["callout.parent.key", "callout.grandparent.key"];
  writeIdentity(builder, target, key ?? "", device, own(row, "InitiatingProcessId"), own(row, "InitiatingProcessCreationTime"));
  writeProcess(builder, row, INITIATING, target);
  writeHashes(builder, row, "InitiatingProcess", target);
  writeAccount(builder, row, "InitiatingProcess", target === "process" ? "user" : "process.parent.user");
  writeIdentity(
    builder,
    above,
    aboveKey ?? "",
    device,
    own(row, "InitiatingProcessParentId"),
    own(row, "InitiatingProcessParentCreationTime"),
  );
  builder.text(`${above}.name`, own(row, "InitiatingProcessParentFileName"));
}

function writeStart(builder: FieldBuilder, envelope: Envelope, row: JsonObject): void {
  // Narrow exports drop the column; a ProcessCreated row happened when its process started.
  const created = builder.known(own(row, "ProcessCreationTime")) ?? formatTimestamp(envelope.timestamp);
  writeIdentity(builder, "process", "callout.process.key", deviceOf(envelope, row), own(row, "ProcessId"), created);
  builder.set("process.start", formatTimestamp(envelope.timestamp));
  writeProcess(builder, row, CREATED, "process");
  writeHashes(builder, row, "", "process");
  writeAccount(builder, row, "", "user");
  builder.text("winlog.logon.id", own(row, "LogonId"));
  writeInitiating(builder, envelope, row, "process.parent", "x.process.parent.parent");
}

function writeTarget(builder: FieldBuilder, envelope: Envelope, row: JsonObject): void {
  const prefix = envelope.class === "image_load" || envelope.class === "driver_load" ? "dll" : "file";
  const file = builder.known(own(row, "FileName"));
  builder.set(`${prefix}.name`, file);
  builder.path(prefix, fullPath(builder.known(own(row, "FolderPath")), file));
  writeHashes(builder, row, "", prefix);
  builder.long(`${prefix}.size`, own(row, "FileSize"));
  const before = fullPath(builder.known(own(row, "PreviousFolderPath")), builder.known(own(row, "PreviousFileName")));
  builder.set("file.Ext.original.path", before);
  builder.text("file.origin_url", own(row, "FileOriginUrl"));
  if (asText(own(row, "ProcessId")) && envelope.class !== "other") {
    writeIdentity(
      builder,
      "Target.process",
      "callout.target.key",
      deviceOf(envelope, row),
      own(row, "ProcessId"),
      own(row, "ProcessCreationTime"),
    );
    builder.commandLine("Target.process", own(row, "ProcessCommandLine"));
    builder.image("Target.process", fullPath(builder.known(own(row, "FolderPath")), file));
  }
}

function writeRegistry(builder: FieldBuilder, row: JsonObject): void {
  const key = builder.known(own(row, "RegistryKey"));
  if (key === undefined) return;
  const name = builder.known(own(row, "RegistryValueName"));
  builder.set("registry.path", name === undefined ? key : `${key}\\${name}`);
  builder.set("registry.key", key);
  builder.set("registry.value", name);
  const type = builder.known(own(row, "RegistryValueType"))?.toUpperCase();
  builder.set("registry.data.type", type && (type === "STRING" ? "REG_SZ" : `REG_${type}`));
  const data = builder.known(own(row, "RegistryValueData"));
  // A text that was set to nothing is a value: Sysmon calls it "(Empty)".
  const isEmptied =
    own(row, "RegistryValueData") === "" &&
    own(row, "ActionType") === "RegistryValueSet" &&
    /^String$/i.test(asText(own(row, "RegistryValueType")) ?? "");
  if (data !== undefined) builder.set("registry.data.strings", [data]);
  else if (isEmptied) builder.set("registry.data.strings", [""]);
  builder.text("x.registry.previous_data", own(row, "PreviousRegistryValueData"));
}

function writeLogon(builder: FieldBuilder, row: JsonObject): void {
  writeAccount(builder, row, "", "user");
  builder.text("winlog.logon.type", own(row, "LogonType"));
  builder.text("winlog.logon.id", own(row, "LogonId"));
  builder.ip("source.ip", own(row, "RemoteIP"));
  builder.long("source.port", own(row, "RemotePort"));
  builder.text("source.domain", own(row, "RemoteDeviceName"));
}

/** AdditionalFields arrives as JSON text, an object, `[]`, "" or null: all five were recorded. */
export function additionalFields(row: JsonObject): JsonObject | undefined {
  const value = own(row, "AdditionalFields") ?? own(row, "AdditionalFields_string");
  return typeof value === "string" ? parseObject(value) : asObject(value);
}

/** The kernel's names of pipes and Sysmon's differ by where they are counted from. */
const PIPES = /^\\Device\\NamedPipe(?=\\)/i;

function writeAdditional(builder: FieldBuilder, more: JsonObject | undefined, action: string): void {
  for (const [member, name] of additionalMembers(action)) {
    const value = builder.known(own(more, member));
    if (value === undefined) continue;
    if (name === "x.granted_access") builder.set(name, /^\d{1,10}$/.test(value) ? `0x${Number(value).toString(16)}` : value);
    else builder.set(name, name === "x.pipe.name" ? value.replace(PIPES, "") : value);
  }
  // What was bound is only told in a text of its own: the consumer's command line stands in it.
  if (action === "WmiBindEventFilterToConsumer") builder.text("x.wmi.destination", own(more, "PossibleCause"));
}

/** The canonical document of an advanced-hunting row (telemetry.md §1.4). */
export function defenderFields(envelope: Envelope, row: JsonObject, table: string): FieldBuilder {
  const builder = new FieldBuilder();
  const more = additionalFields(row);
  const action = builder.known(own(row, "ActionType"));
  writeNetworkKind(builder, envelope, action);
  builder.set("event.kind", "event");
  builder.set("event.action", action);
  builder.set("event.module", "m365_defender");
  builder.set("event.dataset", table);
  builder.set("host.name", envelope.host.name);
  builder.text("host.id", own(row, "DeviceId"));
  builder.set(
    "host.os.type",
    (asText(own(row, "FolderPath")) ?? asText(own(row, "InitiatingProcessFolderPath")) ?? "").startsWith("/") ? undefined : "windows",
  );
  if (envelope.class === "process_creation") writeStart(builder, envelope, row);
  else {
    if (envelope.class === "logon") writeLogon(builder, row);
    writeInitiating(builder, envelope, row, "process", "process.parent");
    writeTarget(builder, envelope, row);
  }
  writeRegistry(builder, row);
  if (table === "DeviceNetworkEvents") {
    const local = writeOrientation(builder, row, action, more);
    if (local) writeEnds(builder, local);
  }
  builder.text("dns.question.name", own(more, "DnsQueryString") ?? own(more, "query"));
  writeAdditional(builder, more, action ?? "");
  return builder;
}
