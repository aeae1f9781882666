import type { Column } from "../value/type.ts";
import { columns } from "./columns.ts";
import { WINDOWS_TABLES } from "./windows-schema.ts";

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
  [
    "DeviceFileCertificateInfo",
    columns(`Timestamp:time TimeGenerated:time DeviceId DeviceName SHA1 IsSigned:bool SignatureType Signer SignerHash Issuer IssuerHash
      CertificateSerialNumber CrlDistributionPointUrls CertificateCreationTime:time CertificateExpirationTime:time
      CertificateCountersignatureTime:time IsTrusted:bool IsRootSignerMicrosoft:bool ReportId:long MachineGroup TenantId Type SourceSystem
      _IngestionTime:time`),
  ],
]);

const DEVICE = "Timestamp:time TimeGenerated:time DeviceId DeviceName";
const END = "ReportId:long TenantId Type SourceSystem _IngestionTime:time";

/** What Defender reports of a device every hour and Callout makes of its events, one row a device and day. */
export const DERIVED_TABLES: ReadonlyMap<string, readonly Column[]> = new Map([
  [
    "DeviceInfo",
    columns(`${DEVICE} ActionType ClientVersion PublicIP OSArchitecture OSPlatform OSBuild:long IsAzureADJoined:bool JoinType AadDeviceId
      LoggedOnUsers:dynamic RegistryDeviceTag OSVersion MachineGroup OnboardingStatus AdditionalFields:dynamic DeviceCategory DeviceType
      DeviceSubtype Model Vendor OSDistribution OSVersionInfo MergedDeviceIds MergedToDeviceId IsInternetFacing:bool SensorHealthState
      IsExcluded:bool ExclusionReason ExposureLevel AssetValue DeviceManualTags DeviceDynamicTags ConnectivityType HostDeviceId
      AzureResourceId AwsResourceName GcpFullResourceName DeviceObjectId AzureVmId AzureVmSubscriptionId MitigationStatus:dynamic ${END}`),
  ],
  [
    "DeviceNetworkInfo",
    columns(`${DEVICE} NetworkAdapterName MacAddress NetworkAdapterType NetworkAdapterStatus TunnelType ConnectedNetworks:dynamic
      DnsAddresses:dynamic IPv4Dhcp IPv6Dhcp DefaultGateways:dynamic IPAddresses:dynamic NetworkAdapterVendor MachineGroup ${END}`),
  ],
]);

/** Every table a query may name. */
export const TABLES: ReadonlyMap<string, readonly Column[]> = new Map([...DEVICE_TABLES, ...DERIVED_TABLES, ...WINDOWS_TABLES]);
