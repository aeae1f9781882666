import type { Column } from "../value/type.ts";
import { columns } from "./columns.ts";

/**
 * Sentinel's tables of Windows event logs. `Timestamp` is not among their columns: only the Device tables have both names.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityevent, …/event, …/windowsevent
 */
export const WINDOWS_TABLES: ReadonlyMap<string, readonly Column[]> = new Map([
  [
    "SecurityEvent",
    columns(`TimeGenerated:time AccessMask Account AccountDomain AccountExpires AccountName AccountSessionIdentifier AccountType Activity
      AdditionalInfo AdditionalInfo2 AllowedToDelegateTo Attributes AuditPolicyChanges AuditsDiscarded:int AuthenticationLevel:int
      AuthenticationPackageName AuthenticationProvider AuthenticationServer AuthenticationService:int AuthenticationType
      AzureDeploymentID CACertificateHash CalledStationID CallerProcessId CallerProcessName CallingStationID CAPublicKeyHash CategoryId
      CertificateDatabaseHash Channel ClassId ClassName ClientAddress ClientIPAddress ClientName CommandLine CompatibleIds Computer
      DCDNSName DeviceDescription DeviceId DisplayName Disposition DomainBehaviorVersion DomainName DomainPolicyChanged DomainSid EAPType
      ElevatedToken ErrorCode:int EventData EventID:int EventLevelName EventOriginId EventRecordId EventSourceName
      ExtendedQuarantineState FailureReason FileHash FilePath FilePathNoUser Filter ForceLogoff Fqbn FullyQualifiedSubjectMachineName
      FullyQualifiedSubjectUserName GroupMembership HandleId HardwareIds HomeDirectory HomePath ImpersonationLevel InterfaceUuid
      IpAddress IpPort KeyLength:int Keywords Level LmPackageName LocationInformation LockoutDuration LockoutObservationWindow
      LockoutThreshold LoggingResult LogonGuid LogonHours LogonID LogonProcessName LogonType:int LogonTypeName MachineAccountQuota
      MachineInventory MachineLogon ManagementGroupName MandatoryLabel MaxPasswordAge MemberName MemberSid MinPasswordAge
      MinPasswordLength MixedDomainMode NASIdentifier NASIPv4Address NASIPv6Address NASPort NASPortType NetworkPolicyName NewDate
      NewMaxUsers NewProcessId NewProcessName NewRemark NewShareFlags NewTime NewUacValue NewValue NewValueType ObjectName ObjectServer
      ObjectType ObjectValueName OemInformation OldMaxUsers OldRemark OldShareFlags OldUacValue OldValue OldValueType Opcode
      OperationType PackageName ParentProcessName PasswordHistoryLength PasswordLastSet PasswordProperties PreviousDate PreviousTime
      PrimaryGroupId PrivateKeyUsageCount PrivilegeList Process ProcessId ProcessName ProfilePath Properties ProtocolSequence
      ProxyPolicyName QuarantineHelpURL QuarantineSessionID QuarantineSessionIdentifier QuarantineState QuarantineSystemHealthResult
      RelativeTargetName RemoteIpAddress RemotePort Requester RequestId RestrictedAdminMode RowsDeleted SamAccountName ScriptPath
      SecurityDescriptor ServiceAccount ServiceFileName ServiceName ServiceStartType:int ServiceType SessionName ShareLocalPath ShareName
      SidHistory SourceComputerId SourceSystem Status StorageAccount SubcategoryGuid SubcategoryId Subject SubjectAccount
      SubjectDomainName SubjectKeyIdentifier SubjectLogonId SubjectMachineName SubjectMachineSID SubjectUserName SubjectUserSid SubStatus
      SystemProcessId:int SystemThreadId:int SystemUserId TableId TargetAccount TargetDomainName TargetInfo TargetLinkedLogonId
      TargetLogonGuid TargetLogonId TargetOutboundDomainName TargetOutboundUserName TargetServerName TargetSid TargetUser TargetUserName
      TargetUserSid Task:int TemplateContent TemplateDSObjectFQDN TemplateInternalName TemplateOID TemplateSchemaVersion TemplateVersion
      TimeCollected:time TokenElevationType TransmittedServices UserAccountControl UserParameters UserPrincipalName UserWorkstations
      VendorIds Version:int VirtualAccount Workstation WorkstationName TenantId Type _ResourceId _SubscriptionId`),
  ],
  [
    "Event",
    columns(`TimeGenerated:time Source EventLog EventLevel:int EventLevelName EventID:int EventCategory:int Computer UserName EventData
      ParameterXml RenderedDescription Message ManagementGroupName AzureDeploymentID Role SourceSystem TenantId Type _ResourceId
      _SubscriptionId`),
  ],
  [
    "WindowsEvent",
    columns(`TimeGenerated:time Channel Computer Correlation Data:dynamic EventData:dynamic EventID:int EventLevel:int EventLevelName
      EventOriginId EventRecordId Keywords ManagementGroupName Opcode Provider RawEventData SourceSystem SystemProcessId:int
      SystemThreadId:int SystemUserId Task:int TenantId TimeCreated:time Type Version:int _ResourceId _SubscriptionId`),
  ],
]);
