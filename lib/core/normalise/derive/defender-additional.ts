import type { Event, EventFields } from "../../event/event.ts";
import type { FieldValue } from "../../event/value.ts";

type Member = readonly [member: string, field: string];

const SCRIPT: readonly Member[] = [["ScriptContent", "powershell.file.script_block_text"]];

/** What Defender puts into AdditionalFields, by ActionType, and the canonical field it is. */
const BY_ACTION: { readonly [action: string]: readonly Member[] } = {
  DnsQueryResponse: [
    ["DnsQueryString", "dns.question.name"],
    ["DnsQueryResult", "dns.answers.data"],
  ],
  NamedPipeEvent: [["PipeName", "x.pipe.name"]],
  OpenProcessApiCall: [["DesiredAccess", "x.granted_access"]],
  CreateRemoteThreadApiCall: [
    ["StartAddress", "x.thread.start_address"],
    ["StartModule", "x.thread.start_module"],
    ["StartFunction", "x.thread.start_function"],
  ],
  ServiceInstalled: [
    ["ServiceName", "x.service.name"],
    ["ServiceType", "x.service.type"],
    ["ServiceStartType", "x.service.start_type"],
    ["ServiceAccount", "x.service.account"],
    ["ImagePath", "x.service.image_path"],
  ],
  ScheduledTaskCreated: [
    ["TaskName", "x.task.name"],
    ["TaskContent", "x.task.content"],
  ],
  ScheduledTaskUpdated: [
    ["TaskName", "x.task.name"],
    ["TaskContentNew", "x.task.content"],
  ],
  ScriptContent: SCRIPT,
  AmsiScriptContent: SCRIPT,
  PowerShellCommand: [["Command", "x.powershell.payload"]],
  AntivirusDetection: [["ThreatName", "threat.indicator.name"]],
  WmiBindEventFilterToConsumer: [
    ["Consumer", "x.wmi.consumer"],
    ["ESS", "x.wmi.filter"],
    ["Namespace", "x.wmi.namespace"],
  ],
  GetClipboardData: [["ClientInfo", "x.clipboard.client"]],
  LogonSuccess: [["AuthenticationPackage", "x.logon.package"]],
  LogonFailed: [
    ["AuthenticationPackage", "x.logon.package"],
    ["Status", "x.logon.status"],
    ["SubStatus", "x.logon.sub_status"],
  ],
  LogonAttempted: [["TargetServerName", "x.logon.server"]],
};

/** Which canonical field each member is, of an action. */
export function additionalMembers(action: string): readonly Member[] {
  return Object.hasOwn(BY_ACTION, action) ? (BY_ACTION[action] ?? []) : [];
}

function filled(fields: EventFields, members: readonly Member[]): readonly (readonly [string, FieldValue])[] {
  return members.flatMap(([member, name]) => {
    const value = fields[name];
    return value === undefined || value === null ? [] : [[member, value] as const];
  });
}

/** JSON as Defender writes it; undefined when there is nothing to say. */
export function additionalFieldsOf({ fields }: Event, action: string | undefined): string | undefined {
  const found = filled(fields, additionalMembers(action ?? ""));
  return found.length === 0 ? undefined : JSON.stringify(Object.fromEntries(found));
}
