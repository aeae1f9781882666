import type { EventClass } from "../../event/class.ts";
import type { Event } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";

const BY_CLASS: { readonly [C in EventClass]?: string } = {
  process_creation: "ProcessCreated",
  network_listen: "ListeningConnectionCreated",
  file_event: "FileCreated",
  file_executable_detected: "FileCreated",
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
  clipboard_capture: "GetClipboardData",
  antivirus: "AntivirusDetection",
  ps_script: "ScriptContent",
  ps_module: "PowerShellCommand",
  ps_classic_script: "PowerShellCommand",
};

/** Records of the Security log that Defender reports as events of their own. */
const SECURITY: ReadonlyMap<number, string> = new Map([
  [1102, "SecurityLogCleared"],
  [4697, "ServiceInstalled"],
  [4698, "ScheduledTaskCreated"],
  [4699, "ScheduledTaskDeleted"],
  [4700, "ScheduledTaskEnabled"],
  [4701, "ScheduledTaskDisabled"],
  [4702, "ScheduledTaskUpdated"],
  [4719, "AuditPolicyModification"],
  [4720, "UserAccountCreated"],
  [4723, "PasswordChangeAttempt"],
  [4724, "PasswordChangeAttempt"],
  [4726, "UserAccountDeleted"],
  [4731, "SecurityGroupCreated"],
  [4732, "UserAccountAddedToLocalGroup"],
  [4733, "UserAccountRemovedFromLocalGroup"],
  [4734, "SecurityGroupDeleted"],
  [4738, "UserAccountModified"],
]);
const SYSTEM: ReadonlyMap<number, string> = new Map([[7045, "ServiceInstalled"]]);

const EVENT_ID = fieldRef("sigma", "EventID");

/** What Defender calls a Windows record that has no class of its own; undefined where it reports nothing. */
export function windowsAction(event: Event): string | undefined {
  if (event.class !== "other" || event.source !== "windows") return undefined;
  const id = Number(event.get(EVENT_ID));
  const isSecurity = SECURITY.has(id);
  if (!isSecurity && !SYSTEM.has(id)) return undefined;
  const channel = String(event.fields["winlog.channel"] ?? "").toLowerCase();
  if (channel === "security") return SECURITY.get(id);
  return channel === "system" ? SYSTEM.get(id) : undefined;
}

/** Every ActionType that `actionType` may give for events of a class; "" for none. What it is filtered by before it is computed. */
export function actionTypesOf(name: EventClass): readonly string[] {
  if (name === "network_connection") return ["InboundConnectionAccepted", "ConnectionFailed", "ConnectionSuccess"];
  if (name === "logon") return ["LogonAttempted", "LogonFailed", "LogonSuccess"];
  if (name === "registry_delete") return ["RegistryValueDeleted", "RegistryKeyDeleted"];
  if (name === "wmi_event") return ["WmiBindEventFilterToConsumer", ""];
  return name === "other" ? ["", ...SECURITY.values(), ...SYSTEM.values()] : [BY_CLASS[name] ?? ""];
}

/** telemetry.md §1.5.3, reversed: an attempt that Endpoint logs is taken for a success, which the source cannot tell. */
export function actionType(event: Event): string | undefined {
  const outcome = event.fields["event.outcome"];
  if (event.class === "network_connection") {
    if (event.fields["network.direction"] === "ingress") return "InboundConnectionAccepted";
    return outcome === "failure" ? "ConnectionFailed" : "ConnectionSuccess";
  }
  if (event.class === "logon") {
    if (event.fields["event.code"] === "4648") return "LogonAttempted";
    return outcome === "failure" ? "LogonFailed" : "LogonSuccess";
  }
  if (event.class === "registry_delete")
    return event.fields["x.registry.event_type"] === "DeleteValue" ? "RegistryValueDeleted" : "RegistryKeyDeleted";
  if (event.class === "wmi_event") return event.fields["event.code"] === "21" ? "WmiBindEventFilterToConsumer" : undefined;
  return BY_CLASS[event.class] ?? windowsAction(event);
}
