import { describe, expect, test } from "vitest";
import { collect } from "../../decode/testing/collect.ts";
import { compileFile } from "../../detection/compile.ts";
import { createRuleSet } from "../../detection/rule-set.ts";
import { normalise } from "../normalise.ts";

const SIGN_IN = {
  id: "66ea54eb",
  createdDateTime: "2026-03-09T09:00:00Z",
  userPrincipalName: "ann@corp.example",
  appDisplayName: "Graph Explorer",
  ipAddress: "203.0.113.9",
  clientAppUsed: "Browser",
  status: { errorCode: 50126, failureReason: "Invalid username or password.", additionalDetails: "MFA denied; user declined" },
  deviceDetail: { deviceId: "", isCompliant: false },
  location: { city: "Berlin", countryOrRegion: "DE" },
  networkLocationDetails: [],
};
const DIRECTORY_AUDIT = {
  id: "Directory_1",
  category: "UserManagement",
  activityDateTime: "2026-03-09T09:00:00Z",
  activityDisplayName: "Update user",
  loggedByService: "Core Directory",
  result: "success",
  targetResources: [
    { type: "User", modifiedProperties: [{ displayName: "StrongAuthenticationRequirement", newValue: '[{"State":0}]' }] },
    { type: "Group", modifiedProperties: [{ displayName: "ConsentContext.IsAdminConsent", newValue: '"False"' }] },
  ],
};
const ALERT = {
  id: "da6",
  createdDateTime: "2026-03-09T09:00:00Z",
  title: "Impossible travel activity",
  severity: "medium",
  serviceSource: "microsoftDefenderForCloudApps",
};
const FORWARDING = {
  CreationTime: "2026-03-09T09:00:00",
  RecordType: 1,
  Operation: "Set-Mailbox",
  Workload: "Exchange",
  ResultStatus: "True",
  Parameters: [{ Name: "ForwardingSmtpAddress", Value: "smtp:x@evil.example" }],
  ExtendedProperties: [{ Name: "RequestType", Value: "Cmsi:Cmsi" }],
};
const page = (...value: readonly object[]): string =>
  JSON.stringify({ "@odata.context": "https://graph.microsoft.com/v1.0/$metadata", value });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const PURVIEW = {
  RecordId: "1",
  CreationDate: "2026-03-09T09:00:00.0000000Z",
  RecordType: 1,
  Operation: "Set-Mailbox",
  UserId: "ann",
  AuditData: JSON.stringify(FORWARDING),
};
const LAUREL = {
  ID: "1773046800.123:348501",
  NODE: "web-1",
  SYSCALL: { arch: "0xc000003e", syscall: 59, exe: "/usr/bin/dash", comm: "sh", key: "exec", a0: "0x55d0" },
  EXECVE: { argc: 3, ARGV: ["sh", "-c", "whoami"] },
  PATH: [
    { item: 0, name: "/usr/bin/dash", nametype: "NORMAL" },
    { item: 1, name: "/lib64/ld.so", nametype: "NORMAL" },
  ],
  PARENT_INFO: { ARGV: ["nginx", "-g"], exe: "/usr/sbin/nginx" },
};

const FILES: readonly (readonly [name: string, text: string, source: string, selection: string])[] = [
  [
    "a page of sign-ins",
    page(SIGN_IN),
    "product: azure, service: signinlogs",
    "ResultType: 50126, Status|contains: 'MFA Denied', location: DE, DeviceDetail.isCompliant: 'false', NetworkLocationDetails: '[]'",
  ],
  [
    "a sign-in that worked",
    page({ ...SIGN_IN, status: { errorCode: 0 } }),
    "product: azure, service: signinlogs",
    "Status: Success, ResultType: 0",
  ],
  [
    "a page of directory audits",
    page(DIRECTORY_AUDIT),
    "product: azure, service: auditlogs",
    "OperationName: Update user, Status: Success, TargetResources.ModifiedProperties.NewValue|contains: 'State\":0', ConsentContext.IsAdminConsent: 'false'",
  ],
  [
    "a page of security alerts",
    page(ALERT),
    "product: m365, service: threat_management",
    "eventSource: SecurityComplianceCenter, eventName: Impossible travel activity, status: success",
  ],
  [
    "Purview's rows as JSON",
    JSON.stringify([PURVIEW]),
    "product: m365, service: exchange",
    "Parameters|contains: ForwardingSmtpAddress, RequestType: 'Cmsi:Cmsi', status: success",
  ],
  [
    "Purview's rows as CSV",
    `${Object.keys(PURVIEW).join(",")}\n${Object.values(PURVIEW)
      .map((value) => quoted(String(value)))
      .join(",")}\n`,
    "product: m365, service: audit",
    "Operation: Set-Mailbox, ForwardingSmtpAddress|endswith: evil.example",
  ],
  [
    "Laurel, read as auditd",
    JSON.stringify(LAUREL),
    "product: linux, service: auditd",
    "type: EXECVE, a0: sh, a2: whoami, key: exec, SYSCALL: execve, name|endswith: ld.so",
  ],
  [
    "Laurel, read as a started process",
    JSON.stringify(LAUREL),
    "product: linux, category: process_creation",
    "Image|endswith: /dash, CommandLine: sh -c whoami, ParentImage|endswith: /nginx",
  ],
  [
    "a line of audit.log that a collector shipped",
    JSON.stringify({ host: { name: "h" }, message: 'type=EXECVE msg=audit(1773046800.1:7): argc=2 a0="cat" a1=2F746D702F6120622E747874' }),
    "product: linux, service: auditd",
    "type: EXECVE, a0: cat, a1: /tmp/a b.txt",
  ],
  [
    "a unit named inside the message of a record",
    JSON.stringify({
      message: "type=SERVICE_STOP msg=audit(1773046800.1:7): pid=1 uid=0 msg='unit=firewalld comm=\"systemd\" res=success'",
    }),
    "product: linux, service: auditd",
    "type: SERVICE_STOP, unit: firewalld",
  ],
  [
    "audit.log",
    'type=EXECVE msg=audit(1773046800.1:7): argc=2 a0="chmod" a1="777"\n',
    "product: linux, service: auditd",
    "type: EXECVE, a0: chmod, a1: 777",
  ],
  [
    "auth.log",
    "Mar  9 09:00:00 h sshd[7]: error: unexpected internal error\n",
    "product: linux, service: sshd",
    "message|contains: unexpected internal error",
  ],
  [
    "a line of sudo",
    "Mar  9 09:00:00 h sudo:      ann : TTY=pts/0 ; PWD=/ ; USER=#-1 ; COMMAND=/bin/sh\n",
    "product: linux, service: sudo",
    "USER: '#-*'",
  ],
  ["pkexec in auth.log", "Mar  9 09:00:00 h pkexec[7]: ann: The value is odd\n", "product: linux, service: auth", "message|contains: odd"],
  [
    "syslog of a switch",
    "<189>Mar  9 09:00:00 r1 45: %PARSER-5-CFGLOG_LOGGEDCMD: User:ann  logged command:no logging\n",
    "product: cisco, service: aaa",
    "message|contains: no logging",
  ],
  [
    "FortiGate's log",
    'date=2026-03-09 time=09:00:00 devname="fw" devid="FGT60" logid="0100044546" type="event" action="Add" cfgpath="system.admin"\n',
    "product: fortigate, service: event",
    "action: Add, cfgpath: system.admin",
  ],
  [
    "a server's access log",
    '203.0.113.9 - - [09/Mar/2026:09:00:00 +0100] "POST /x.jsp?cmd=whoami HTTP/1.1" 200 12 "-" "sqlmap"\n',
    "category: webserver",
    "cs-method: POST, cs-uri-query|contains: cmd=whoami, sc-status: 200, cs-user-agent: sqlmap",
  ],
  [
    "IIS",
    "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs(User-Agent) sc-status\n2026-03-09 09:00:00 POST /x.aspx a=1 443 curl 200\n",
    "category: webserver",
    "cs-method: POST, cs-uri-stem|endswith: .aspx, cs-user-agent: curl, sc-status: 200",
  ],
  [
    "Zeek's columns",
    "#separator \\x09\n#path\tdns\n#fields\tts\tid.resp_p\tquery\n#types\ttime\tport\tstring\n1773046800.5\t53\tx.onion\n",
    "product: zeek, service: dns",
    "query|endswith: .onion, id.resp_p: 53",
  ],
];

describe("a file as it is downloaded fires the rules for its log", () => {
  test.each(FILES)("%s", async (_, text, source, selection) => {
    const yaml = `title: t\nlogsource: { ${source} }\ndetection:\n  selection:\n    ${selection.split(", ").join("\n    ")}\n  condition: selection\n`;
    const { rules } = compileFile({ file: "r.yml", text: yaml });
    expect(rules.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    const set = createRuleSet(rules);
    const hits: string[] = [];
    const { records, faults } = await collect(text, { lazy: true });
    expect(faults).toEqual([]);
    for (const record of records) {
      const event = normalise(record, { receivedAt: 0 });
      if (!("kind" in event)) hits.push(...set.match(event).map(({ title }) => title));
    }
    expect(hits).toEqual(["t"]);
  });
});
