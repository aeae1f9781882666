import type { EventClass } from "../../event/class.ts";
import type { JsonObject } from "../../event/value.ts";
import { asText, own } from "../document.ts";

const TABLE_OF_ACTION: { readonly [action: string]: string } = {
  ProcessCreated: "DeviceProcessEvents",
  ConnectionSuccess: "DeviceNetworkEvents",
  ConnectionFailed: "DeviceNetworkEvents",
  ConnectionRequest: "DeviceNetworkEvents",
  ConnectionAttempt: "DeviceNetworkEvents",
  ConnectionFound: "DeviceNetworkEvents",
  ConnectionAcknowledged: "DeviceNetworkEvents",
  InboundConnectionAccepted: "DeviceNetworkEvents",
  InboundConnectionAttempt: "DeviceNetworkEvents",
  ListeningConnectionCreated: "DeviceNetworkEvents",
  FileCreated: "DeviceFileEvents",
  FileModified: "DeviceFileEvents",
  FileRenamed: "DeviceFileEvents",
  FileDeleted: "DeviceFileEvents",
  RegistryKeyCreated: "DeviceRegistryEvents",
  RegistryKeyDeleted: "DeviceRegistryEvents",
  RegistryKeyRenamed: "DeviceRegistryEvents",
  RegistryValueDeleted: "DeviceRegistryEvents",
  RegistryValueSet: "DeviceRegistryEvents",
  ImageLoaded: "DeviceImageLoadEvents",
  LogonSuccess: "DeviceLogonEvents",
  LogonFailed: "DeviceLogonEvents",
  LogonAttempted: "DeviceLogonEvents",
};

const CLASS_OF_ACTION: { readonly [action: string]: EventClass } = {
  ProcessCreated: "process_creation",
  ListeningConnectionCreated: "network_listen",
  DnsConnectionInspected: "dns_query",
  DnsQueryResponse: "dns_query",
  FileCreated: "file_event",
  FileModified: "file_change",
  FileRenamed: "file_rename",
  FileDeleted: "file_delete",
  RegistryKeyCreated: "registry_add",
  RegistryKeyDeleted: "registry_delete",
  RegistryValueDeleted: "registry_delete",
  RegistryValueSet: "registry_set",
  RegistryKeyRenamed: "registry_rename",
  ImageLoaded: "image_load",
  DriverLoad: "driver_load",
  LogonSuccess: "logon",
  LogonFailed: "logon",
  LogonAttempted: "logon",
  CreateRemoteThreadApiCall: "create_remote_thread",
  OpenProcessApiCall: "process_access",
  NamedPipeEvent: "pipe_created",
  GetClipboardData: "clipboard_capture",
  ScriptContent: "ps_script",
  AmsiScriptContent: "ps_script",
  PowerShellCommand: "ps_module",
  WmiBindEventFilterToConsumer: "wmi_event",
  AntivirusDetection: "antivirus",
  AntivirusReport: "antivirus",
};

/** Members that name the table themselves: streaming, Sentinel, and exports that keep it. */
const TABLE_MEMBERS = ["$table", "Type", "Table", "TableName", "SourceTable"] as const;

const TABLE_NAME = /^(?:Device|Identity|Email|CloudApp|Alert|Url|AAD|Entra|Behavior)[A-Za-z]+$/;

/** The table a row says it came from. */
function namedTable(row: JsonObject, category: string | undefined): string | undefined {
  const named = category?.replace(/^AdvancedHunting-/, "");
  if (named && TABLE_NAME.test(named)) return named;
  return TABLE_MEMBERS.map((member) => asText(own(row, member))).find((name) => name !== undefined && TABLE_NAME.test(name));
}

const filled = (row: JsonObject, column: string) => (asText(own(row, column)) ?? "") !== "";

/** An export may keep any columns: what is left tells the table apart, where ActionType is gone or says nothing. */
function tableOfColumns(row: JsonObject): string {
  if (filled(row, "RegistryKey")) return "DeviceRegistryEvents";
  if (filled(row, "LogonType")) return "DeviceLogonEvents";
  if (filled(row, "RemoteIP") || filled(row, "RemoteUrl")) return "DeviceNetworkEvents";
  if (filled(row, "ProcessCommandLine") || filled(row, "ProcessCreationTime")) return "DeviceProcessEvents";
  return filled(row, "DeviceId") || filled(row, "DeviceName") ? "DeviceEvents" : "unknown";
}

/** The advanced-hunting table of a row. */
export function defenderTable(row: JsonObject, category: string | undefined): string {
  const action = asText(own(row, "ActionType")) ?? "";
  if (action.endsWith("Inspected")) return namedTable(row, category) ?? "DeviceNetworkEvents";
  const ofAction = Object.hasOwn(TABLE_OF_ACTION, action) ? TABLE_OF_ACTION[action] : undefined;
  if (action !== "" && ofAction === undefined) return namedTable(row, category) ?? (filled(row, "DeviceId") ? "DeviceEvents" : "unknown");
  return namedTable(row, category) ?? ofAction ?? tableOfColumns(row);
}

const CLASS_OF_TABLE: { readonly [table: string]: EventClass } = {
  DeviceProcessEvents: "process_creation",
  DeviceNetworkEvents: "network_connection",
  DeviceImageLoadEvents: "image_load",
  DeviceLogonEvents: "logon",
};

/** What a row is about; a row without ActionType is what its table is mostly about. */
export function classifyDefender(row: JsonObject, table: string): EventClass {
  const action = asText(own(row, "ActionType")) ?? "";
  if (table === "DeviceNetworkEvents" && action.endsWith("Inspected") && action !== "DnsConnectionInspected") return "other";
  if (Object.hasOwn(CLASS_OF_ACTION, action)) return CLASS_OF_ACTION[action] ?? "other";
  if (table !== "DeviceNetworkEvents" && action !== "") return "other";
  return (Object.hasOwn(CLASS_OF_TABLE, table) ? CLASS_OF_TABLE[table] : undefined) ?? "other";
}

/** Whether an object is a row of advanced hunting, with or without its envelope. */
export function isDefenderRow(row: JsonObject): boolean {
  if (!Object.hasOwn(row, "Timestamp") && !Object.keys(row).some((name) => name.startsWith("TimeGenerated"))) return false;
  if (Object.hasOwn(row, "ActionType")) return true;
  const device = Object.hasOwn(row, "DeviceId") || Object.hasOwn(row, "DeviceName");
  return device && Object.keys(row).some((name) => name.startsWith("InitiatingProcess") || name === "RemoteIP" || name === "FileName");
}
