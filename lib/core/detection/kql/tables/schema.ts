import type { Column, KqlType } from "../value/type.ts";

/** `a b:int c` as columns; strings unless they say otherwise. */
function columns(text: string): readonly Column[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = "", type = "string"] = word.split(":");
      return { name, type: TYPES[type] ?? "string" };
    });
}

const TYPES: { readonly [short: string]: KqlType } = {
  string: "string",
  long: "long",
  int: "int",
  bool: "bool",
  real: "real",
  time: "datetime",
  dynamic: "dynamic",
};

const HEAD = "Timestamp:time TimeGenerated:time DeviceId DeviceName ActionType";
const TAIL = "ReportId:long AppGuardContainerId AdditionalFields:dynamic MachineGroup TenantId Type SourceSystem _IngestionTime:time";
const HASHES = "SHA1 SHA256 MD5";
const ACTOR = `InitiatingProcessAccountDomain InitiatingProcessAccountName InitiatingProcessAccountSid InitiatingProcessAccountUpn
  InitiatingProcessAccountObjectId InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessMD5 InitiatingProcessFileName
  InitiatingProcessFileSize:long InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoProductName
  InitiatingProcessVersionInfoProductVersion InitiatingProcessVersionInfoInternalFileName
  InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoFileDescription InitiatingProcessId:long
  InitiatingProcessCommandLine InitiatingProcessCreationTime:time InitiatingProcessFolderPath InitiatingProcessParentId:long
  InitiatingProcessParentFileName InitiatingProcessParentCreationTime:time InitiatingProcessIntegrityLevel
  InitiatingProcessTokenElevation InitiatingProcessLogonId:long InitiatingProcessSessionId:long IsInitiatingProcessRemoteSession:bool
  InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP InitiatingProcessUniqueId`;
const SIGNER = "InitiatingProcessSignerType InitiatingProcessSignatureStatus";
const ACCOUNT = "AccountDomain AccountName AccountSid";
const REQUEST = "RequestProtocol RequestSourceIP RequestSourcePort:int RequestAccountName RequestAccountDomain RequestAccountSid";
const LABELS = "SensitivityLabel SensitivitySubLabel IsAzureInfoProtectionApplied:bool";

/**
 * The Device tables of advanced hunting, with both names of the time (Defender's Timestamp, Sentinel's TimeGenerated).
 * AdditionalFields is dynamic, as in Sentinel: parse_json of a dynamic is the dynamic, so both dialects work.
 * https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables
 */
export const DEVICE_TABLES: ReadonlyMap<string, readonly Column[]> = new Map([
  [
    "DeviceProcessEvents",
    columns(`${HEAD} FileName FolderPath ${HASHES} FileSize:long ProcessVersionInfoCompanyName ProcessVersionInfoProductName
      ProcessVersionInfoProductVersion ProcessVersionInfoInternalFileName ProcessVersionInfoOriginalFileName
      ProcessVersionInfoFileDescription ProcessId:long ProcessCommandLine ProcessIntegrityLevel ProcessTokenElevation
      ProcessCreationTime:time ${ACCOUNT} AccountUpn AccountObjectId LogonId:long ${ACTOR} ${SIGNER} CreatedProcessSessionId:long
      IsProcessRemoteSession:bool ProcessRemoteSessionDeviceName ProcessRemoteSessionIP ProcessUniqueId ${TAIL}`),
  ],
  [
    "DeviceNetworkEvents",
    columns(`${HEAD} RemoteIP RemotePort:int RemoteUrl LocalIP LocalPort:int Protocol LocalIPType RemoteIPType ${ACTOR} ${TAIL}`),
  ],
  [
    "DeviceFileEvents",
    columns(`${HEAD} FileName FolderPath ${HASHES} FileOriginUrl FileOriginReferrerUrl FileOriginIP PreviousFolderPath
      PreviousFileName FileSize:long ${ACTOR} ${REQUEST} ShareName ${LABELS} ${TAIL}`),
  ],
  [
    "DeviceRegistryEvents",
    columns(`${HEAD} RegistryKey RegistryValueType RegistryValueName RegistryValueData PreviousRegistryKey PreviousRegistryValueName
      PreviousRegistryValueData ${ACTOR} ${TAIL}`),
  ],
  ["DeviceImageLoadEvents", columns(`${HEAD} FileName FolderPath ${HASHES} FileSize:long ${ACTOR} ${TAIL}`)],
  [
    "DeviceEvents",
    columns(`${HEAD} FileName FolderPath ${HASHES} FileSize:long ${ACCOUNT} RemoteUrl RemoteDeviceName ProcessId:long ProcessCommandLine
      ProcessCreationTime:time ProcessTokenElevation ProcessUniqueId LogonId:long RegistryKey RegistryValueName RegistryValueData
      RemoteIP RemotePort:int LocalIP LocalPort:int FileOriginUrl FileOriginIP CreatedProcessSessionId:long
      IsProcessRemoteSession:bool ProcessRemoteSessionDeviceName ProcessRemoteSessionIP ${ACTOR} ${TAIL}`),
  ],
  [
    "DeviceLogonEvents",
    columns(`${HEAD} LogonType ${ACCOUNT} Protocol FailureReason IsLocalAdmin:bool LogonId:long RemoteDeviceName RemoteIP RemoteIPType
      RemotePort:int ${ACTOR} ${TAIL}`),
  ],
]);
