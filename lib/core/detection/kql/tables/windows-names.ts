/** What SecurityEvent calls an event: `4688 - A new process has been created.` */
export const ACTIVITIES: ReadonlyMap<number, string> = new Map([
  [1102, "The audit log was cleared."],
  [4608, "Windows is starting up."],
  [4616, "The system time was changed."],
  [4624, "An account was successfully logged on."],
  [4625, "An account failed to log on."],
  [4634, "An account was logged off."],
  [4647, "User initiated logoff."],
  [4648, "A logon was attempted using explicit credentials."],
  [4656, "A handle to an object was requested."],
  [4657, "A registry value was modified."],
  [4658, "The handle to an object was closed."],
  [4660, "An object was deleted."],
  [4661, "A handle to an object was requested."],
  [4662, "An operation was performed on an object."],
  [4663, "An attempt was made to access an object."],
  [4670, "Permissions on an object were changed."],
  [4672, "Special privileges assigned to new logon."],
  [4673, "A privileged service was called."],
  [4674, "An operation was attempted on a privileged object."],
  [4688, "A new process has been created."],
  [4689, "A process has exited."],
  [4690, "An attempt was made to duplicate a handle to an object."],
  [4697, "A service was installed in the system."],
  [4698, "A scheduled task was created."],
  [4699, "A scheduled task was deleted."],
  [4700, "A scheduled task was enabled."],
  [4701, "A scheduled task was disabled."],
  [4702, "A scheduled task was updated."],
  [4703, "A user right was adjusted."],
  [4704, "A user right was assigned."],
  [4719, "System audit policy was changed."],
  [4720, "A user account was created."],
  [4722, "A user account was enabled."],
  [4723, "An attempt was made to change an account's password."],
  [4724, "An attempt was made to reset an account's password."],
  [4725, "A user account was disabled."],
  [4726, "A user account was deleted."],
  [4728, "A member was added to a security-enabled global group."],
  [4729, "A member was removed from a security-enabled global group."],
  [4731, "A security-enabled local group was created."],
  [4732, "A member was added to a security-enabled local group."],
  [4733, "A member was removed from a security-enabled local group."],
  [4735, "A security-enabled local group was changed."],
  [4738, "A user account was changed."],
  [4740, "A user account was locked out."],
  [4741, "A computer account was created."],
  [4742, "A computer account was changed."],
  [4743, "A computer account was deleted."],
  [4756, "A member was added to a security-enabled universal group."],
  [4767, "A user account was unlocked."],
  [4768, "A Kerberos authentication ticket (TGT) was requested."],
  [4769, "A Kerberos service ticket was requested."],
  [4770, "A Kerberos service ticket was renewed."],
  [4771, "Kerberos pre-authentication failed."],
  [4776, "The domain controller attempted to validate the credentials for an account."],
  [4778, "A session was reconnected to a Window Station."],
  [4779, "A session was disconnected from a Window Station."],
  [4781, "The name of an account was changed."],
  [4798, "A user's local group membership was enumerated."],
  [4799, "A security-enabled local group membership was enumerated."],
  [5136, "A directory service object was modified."],
  [5140, "A network share object was accessed."],
  [5142, "A network share object was added."],
  [5145, "A network share object was checked to see whether client can be granted desired access."],
  [5154, "The Windows Filtering Platform has permitted an application or service to listen on a port for incoming connections."],
  [5156, "The Windows Filtering Platform has permitted a connection."],
  [5157, "The Windows Filtering Platform has blocked a connection."],
  [5158, "The Windows Filtering Platform has permitted a bind to a local port."],
]);

export const LOGON_TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["2", "2 - Interactive"],
  ["3", "3 - Network"],
  ["4", "4 - Batch"],
  ["5", "5 - Service"],
  ["7", "7 - Unlock"],
  ["8", "8 - NetworkCleartext"],
  ["9", "9 - NewCredentials"],
  ["10", "10 - RemoteInteractive"],
  ["11", "11 - CachedInteractive"],
]);

export const LEVEL_NAMES: ReadonlyMap<string, string> = new Map([
  ["0", "Information"],
  ["1", "Critical"],
  ["2", "Error"],
  ["3", "Warning"],
  ["4", "Information"],
  ["5", "Verbose"],
]);

const ACTOR = "RuleName UtcTime ProcessGuid ProcessId Image";
const REGISTRY = "RuleName EventType UtcTime ProcessGuid ProcessId Image TargetObject";

/** The order in which Sysmon writes its data (schema 4.90): queries address it by position. */
const SYSMON_ORDER: ReadonlyMap<number, string> = new Map([
  [
    1,
    `${ACTOR} FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser`,
  ],
  [2, `${ACTOR} TargetFilename CreationUtcTime PreviousCreationUtcTime User`],
  [
    3,
    `${ACTOR} User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName`,
  ],
  [5, `${ACTOR} User`],
  [6, "RuleName UtcTime ImageLoaded Hashes Signed Signature SignatureStatus"],
  [7, `${ACTOR} ImageLoaded FileVersion Description Product Company OriginalFileName Hashes Signed Signature SignatureStatus User`],
  [
    8,
    "RuleName UtcTime SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction SourceUser TargetUser",
  ],
  [
    10,
    "RuleName UtcTime SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace SourceUser TargetUser",
  ],
  [11, `${ACTOR} TargetFilename CreationUtcTime User`],
  [12, `${REGISTRY} User`],
  [13, `${REGISTRY} Details User`],
  [14, `${REGISTRY} NewName User`],
  [15, `${ACTOR} TargetFilename CreationUtcTime Hash Contents User`],
  [17, "RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image User"],
  [18, "RuleName EventType UtcTime ProcessGuid ProcessId PipeName Image User"],
  [22, "RuleName UtcTime ProcessGuid ProcessId QueryName QueryStatus QueryResults Image User"],
  [23, "RuleName UtcTime ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable Archived"],
  [25, `${ACTOR} Type User`],
  [26, "RuleName UtcTime ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable"],
]);

/**
 * Names in Sysmon's own order, those its older versions did not write among them: the positions hold whatever wrote the record.
 * Names it does not know keep their order, at the end.
 */
export function sysmonOrder(eventId: number, names: readonly string[]): readonly string[] {
  const order = SYSMON_ORDER.get(eventId)?.split(" ");
  if (!order) return names;
  return [...order, ...names.filter((name) => !order.includes(name))];
}
