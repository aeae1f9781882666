/** How a canonical field's values are held and compared. */
export type FieldType = "keyword" | "long" | "ip" | "date" | "boolean";

export interface FieldSpec {
  readonly type: FieldType;
  /** What a person calls it. */
  readonly label: string;
  /** Held in a typed, indexed column of its own. */
  readonly hot?: true;
}

const keyword = (label: string): FieldSpec => ({ type: "keyword", label });
const long = (label: string): FieldSpec => ({ type: "long", label });
const ip = (label: string): FieldSpec => ({ type: "ip", label });
const date = (label: string): FieldSpec => ({ type: "date", label });
const boolean = (label: string): FieldSpec => ({ type: "boolean", label });
const hot = (spec: FieldSpec): FieldSpec => ({ ...spec, hot: true });

/** A process wherever it stands: the subject, its parent, the target. */
const processFields = (prefix: string, who: string) => ({
  [`${prefix}.entity_id`]: keyword(`${who} entity id`),
  [`${prefix}.pid`]: long(`${who} id`),
  [`${prefix}.name`]: keyword(`${who}`),
  [`${prefix}.executable`]: keyword(`${who} path`),
  [`${prefix}.command_line`]: keyword(`${who} command line`),
  [`${prefix}.args`]: keyword(`${who} arguments`),
  [`${prefix}.start`]: date(`${who} started`),
  [`${prefix}.hash.md5`]: keyword(`${who} MD5`),
  [`${prefix}.hash.sha1`]: keyword(`${who} SHA-1`),
  [`${prefix}.hash.sha256`]: keyword(`${who} SHA-256`),
  [`${prefix}.pe.imphash`]: keyword(`${who} import hash`),
  [`${prefix}.pe.original_file_name`]: keyword(`${who} original file name`),
  [`${prefix}.pe.company`]: keyword(`${who} company`),
  [`${prefix}.pe.description`]: keyword(`${who} description`),
  [`${prefix}.pe.product`]: keyword(`${who} product`),
  [`${prefix}.pe.file_version`]: keyword(`${who} file version`),
  [`${prefix}.Ext.token.integrity_level_name`]: keyword(`${who} integrity`),
  [`${prefix}.Ext.token.elevation_level`]: keyword(`${who} elevation`),
});

const userFields = (prefix: string, who: string) => ({
  [`${prefix}.name`]: keyword(who),
  [`${prefix}.domain`]: keyword(`${who} domain`),
  [`${prefix}.id`]: keyword(`${who} SID`),
});

const fileFields = (prefix: string, what: string) => ({
  [`${prefix}.path`]: keyword(`${what} path`),
  [`${prefix}.name`]: keyword(what),
  [`${prefix}.directory`]: keyword(`${what} folder`),
  [`${prefix}.extension`]: keyword(`${what} extension`),
  [`${prefix}.size`]: long(`${what} size`),
  [`${prefix}.hash.md5`]: keyword(`${what} MD5`),
  [`${prefix}.hash.sha1`]: keyword(`${what} SHA-1`),
  [`${prefix}.hash.sha256`]: keyword(`${what} SHA-256`),
  [`${prefix}.pe.imphash`]: keyword(`${what} import hash`),
  [`${prefix}.pe.original_file_name`]: keyword(`${what} original file name`),
  [`${prefix}.code_signature.exists`]: boolean(`${what} signed`),
  [`${prefix}.code_signature.subject_name`]: keyword(`${what} signer`),
  [`${prefix}.code_signature.status`]: keyword(`${what} signature status`),
  [`${prefix}.code_signature.trusted`]: boolean(`${what} signature trusted`),
});

const endFields = (side: string, who: string) => ({
  [`${side}.ip`]: ip(`${who} address`),
  [`${side}.port`]: long(`${who} port`),
  [`${side}.domain`]: keyword(`${who} name`),
  [`${side}.address`]: keyword(`${who}, as written`),
  [`${side}.bytes`]: long(`${who} bytes`),
});

/**
 * The canonical fields: ECS names, `callout.*` for what Callout derives, `x.*` for what ECS has no name for
 * (telemetry.md §1.4). A document may hold other names; they are keywords without a label.
 */
export const FIELDS: { readonly [name: string]: FieldSpec } = {
  "event.kind": keyword("Kind"),
  "event.category": keyword("Category"),
  "event.type": keyword("Type"),
  "event.action": keyword("Action"),
  "event.code": hot(keyword("Event id")),
  "event.outcome": keyword("Outcome"),
  "event.provider": keyword("Provider"),
  "event.module": keyword("Module"),
  "event.dataset": keyword("Data set"),
  "event.id": keyword("Sensor's event id"),
  "rule.name": keyword("Sensor's rule"),
  "host.name": hot(keyword("Host")),
  "host.id": keyword("Host id"),
  "host.ip": ip("Host addresses"),
  "host.os.type": keyword("Operating system"),
  "agent.id": keyword("Agent id"),
  "winlog.channel": hot(keyword("Channel")),
  "winlog.provider_name": keyword("Log provider"),
  "winlog.event_id": keyword("Windows event id"),
  "winlog.record_id": keyword("Record id"),
  "winlog.computer_name": keyword("Computer"),
  "winlog.logon.id": keyword("Logon id"),
  "winlog.logon.type": keyword("Logon type"),
  ...processFields("process", "Process"),
  "process.working_directory": keyword("Working directory"),
  "process.end": date("Process ended"),
  "process.exit_code": long("Exit code"),
  "process.thread.id": long("Thread id"),
  "process.Ext.authentication_id": keyword("Logon session"),
  "process.Ext.session_info.id": long("Terminal session"),
  "process.Ext.ancestry": keyword("Ancestry"),
  "process.code_signature.subject_name": keyword("Process signer"),
  "process.code_signature.trusted": boolean("Process signature trusted"),
  ...processFields("process.parent", "Parent process"),
  ...processFields("Target.process", "Target process"),
  "x.process.parent.parent.entity_id": keyword("Grandparent entity id"),
  "x.process.parent.parent.pid": long("Grandparent id"),
  "x.process.parent.parent.name": keyword("Grandparent"),
  "x.process.parent.parent.start": date("Grandparent started"),
  "process.name": hot(keyword("Process")),
  ...userFields("user", "User"),
  "user.name": hot(keyword("User")),
  ...userFields("user.effective", "Effective user"),
  ...userFields("process.parent.user", "Parent's user"),
  ...userFields("Target.process.user", "Target's user"),
  ...endFields("source", "Source"),
  ...endFields("destination", "Destination"),
  "network.direction": hot(keyword("Direction")),
  "network.transport": keyword("Transport"),
  "network.protocol": keyword("Protocol"),
  "network.type": keyword("IP version"),
  "url.original": keyword("URL"),
  "callout.process.key": hot(keyword("Process key")),
  "callout.parent.key": hot(keyword("Parent key")),
  "callout.grandparent.key": keyword("Grandparent key"),
  "callout.target.key": keyword("Target key"),
  "callout.remote.ip": hot(ip("Remote address")),
  "callout.remote.port": hot(long("Remote port")),
  "callout.remote.domain": keyword("Remote name"),
  "callout.local.ip": ip("Local address"),
  "callout.local.port": long("Local port"),
  "callout.local.domain": keyword("Local name"),
  "dns.question.name": keyword("DNS name"),
  "dns.question.type": keyword("DNS type"),
  "dns.resolved_ip": ip("DNS addresses"),
  "dns.answers.data": keyword("DNS answers"),
  "sysmon.dns.status": keyword("DNS status"),
  ...fileFields("file", "File"),
  "file.created": date("File created"),
  "file.origin_url": keyword("File origin"),
  "file.Ext.original.path": keyword("File path before"),
  ...fileFields("dll", "Library"),
  "dll.pe.company": keyword("Library company"),
  "dll.pe.description": keyword("Library description"),
  "dll.pe.product": keyword("Library product"),
  "dll.pe.file_version": keyword("Library version"),
  "registry.path": keyword("Registry path"),
  "registry.hive": keyword("Registry hive"),
  "registry.key": keyword("Registry key"),
  "registry.value": keyword("Registry value"),
  "registry.data.strings": keyword("Registry data"),
  "registry.data.type": keyword("Registry data type"),
  "powershell.file.script_block_text": keyword("Script block"),
  "powershell.file.script_block_id": keyword("Script block id"),
  "powershell.sequence": long("Script block part"),
  "powershell.total": long("Script block parts"),
  "threat.indicator.name": keyword("Threat"),
  "x.file.previous_created": date("File created before"),
  "x.file.contents": keyword("Stream contents"),
  "x.file.archived": boolean("File archived"),
  "x.file.is_executable": boolean("File is executable"),
  "x.registry.event_type": keyword("Registry operation"),
  "x.registry.new_name": keyword("Registry name after"),
  "x.registry.previous_data": keyword("Registry data before"),
  "x.granted_access": keyword("Granted access"),
  "x.call_trace": keyword("Call trace"),
  "x.pipe.name": keyword("Pipe"),
  "x.service.name": keyword("Service"),
  "x.service.image_path": keyword("Service program"),
  "x.task.name": keyword("Task"),
  "x.task.content": keyword("Task definition"),
  "x.service.type": keyword("Service type"),
  "x.service.start_type": keyword("Service start"),
  "x.service.account": keyword("Service account"),
  "x.share.name": keyword("Share"),
  "x.object.name": keyword("Object"),
  "x.object.type": keyword("Object type"),
  "x.logon.package": keyword("Authentication package"),
  "x.logon.server": keyword("Logon server"),
  "x.logon.status": keyword("Logon status"),
  "x.logon.sub_status": keyword("Logon sub-status"),
  "x.thread.new_id": long("New thread id"),
  "x.thread.start_address": keyword("Thread start address"),
  "x.thread.start_module": keyword("Thread start module"),
  "x.thread.start_function": keyword("Thread start function"),
  "x.tampering.type": keyword("Tampering"),
  "x.clipboard.client": keyword("Clipboard client"),
  "x.powershell.payload": keyword("PowerShell payload"),
  "x.powershell.context": keyword("PowerShell context"),
  "x.threat.severity": keyword("Threat severity"),
  "x.wmi.operation": keyword("WMI operation"),
  "x.wmi.namespace": keyword("WMI namespace"),
  "x.wmi.name": keyword("WMI name"),
  "x.wmi.query": keyword("WMI query"),
  "x.wmi.type": keyword("WMI consumer type"),
  "x.wmi.destination": keyword("WMI destination"),
  "x.wmi.consumer": keyword("WMI consumer"),
  "x.wmi.filter": keyword("WMI filter"),
  "x.logon_guid": keyword("Logon GUID"),
  "x.local_side_confidence": keyword("Confidence in which end is local"),
};

/** The spec of any field name: names the table does not know are keywords called by their own name. */
export function fieldSpec(name: string): FieldSpec {
  return (Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined) ?? keyword(name);
}
