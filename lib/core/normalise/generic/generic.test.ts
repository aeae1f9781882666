import { describe, expect, test } from "vitest";
import { compileFile } from "../../detection/compile.ts";
import { createRuleSet } from "../../detection/rule-set.ts";
import type { JsonObject } from "../../event/value.ts";
import { eventOf } from "../testing/event-of.ts";

const CLOUDTRAIL = { eventVersion: "1.08", eventTime: "2026-03-09T09:00:00Z", eventSource: "iam.amazonaws.com", eventName: "CreateUser" };
const SIGN_IN = {
  category: "SignInLogs",
  operationName: "Sign-in activity",
  resultType: "50126",
  properties: { status: { errorCode: 50126 } },
};

/** Kinds of log: a record of each, its log source, and what a rule reads of it. */
const KINDS: readonly (readonly [name: string, body: JsonObject, source: string, selection: string])[] = [
  [
    "CloudTrail",
    { ...CLOUDTRAIL, userIdentity: { type: "Root" } },
    "product: aws, service: cloudtrail",
    "eventName: CreateUser, userIdentity.type: Root",
  ],
  [
    "CloudTrail by EventBridge",
    { source: "aws.iam", detail: CLOUDTRAIL },
    "product: aws, service: cloudtrail",
    "eventSource: iam.amazonaws.com",
  ],
  [
    "CloudTrail in ECS",
    {
      event: { dataset: "aws.cloudtrail", action: "CreateUser", provider: "iam.amazonaws.com" },
      aws: { cloudtrail: { user_identity: { type: "Root" }, error_code: "X" } },
    },
    "product: aws, service: cloudtrail",
    "eventName: CreateUser, eventSource: iam.amazonaws.com, userIdentity.type: Root, errorCode: X",
  ],
  ["Azure sign-ins", SIGN_IN, "product: azure, service: signinlogs", "ResultType: 50126, properties.status.errorCode: 50126"],
  [
    "Azure sign-ins by table",
    { Type: "SigninLogs", TenantId: "t", ResultType: "50057" },
    "product: azure, service: signinlogs",
    "ResultType: 50057",
  ],
  [
    "Azure audit",
    { category: "AuditLogs", operationName: "Add user", tenantId: "t" },
    "product: azure, service: auditlogs",
    "operationName: Add user",
  ],
  [
    "Azure activity",
    { OperationNameValue: "MICROSOFT.COMPUTE/DELETE", CategoryValue: "Administrative", ResourceId: "/x" },
    "product: azure, service: activitylogs",
    "OperationNameValue|endswith: /DELETE",
  ],
  ["Azure risk", { riskEventType: "anonymizedIPAddress" }, "product: azure, service: riskdetection", "riskEventType: anonymizedIPAddress"],
  ["Azure PIM", { riskEventType: "staleSignInAlertIncident" }, "product: azure, service: pim", "riskEventType: staleSignInAlertIncident"],
  [
    "Okta",
    { eventType: "user.mfa.factor.deactivate", actor: { alternateId: "a@b" }, outcome: { result: "SUCCESS" } },
    "product: okta, service: okta",
    "eventtype: user.mfa.factor.deactivate, outcome.result: SUCCESS",
  ],
  [
    "Okta in ECS",
    { event: { dataset: "okta.system", action: "user.lock" }, okta: { debug_context: { debug_data: { request_uri: "/x" } } } },
    "product: okta, service: okta",
    "eventType: user.lock, debugContext.debugData.requestUri: /x",
  ],
  [
    "Microsoft 365",
    { Workload: "Exchange", Operation: "New-InboxRule", RecordType: 1, Parameters: "x" },
    "product: m365, service: exchange",
    "Operation: New-InboxRule, eventName: New-InboxRule",
  ],
  [
    "Microsoft 365 alerts",
    { Workload: "SecurityComplianceCenter", Operation: "AlertTriggered", RecordType: 40, Name: "Data exfiltration" },
    "product: m365, service: threat_management",
    "eventSource: SecurityComplianceCenter, eventName: Data exfiltration",
  ],
  [
    "Google Cloud",
    {
      logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
      protoPayload: { methodName: "v1.compute.delete", serviceName: "compute.googleapis.com" },
    },
    "product: gcp, service: gcp.audit",
    "gcp.audit.method_name: v1.compute.delete, data.protoPayload.serviceName: compute.googleapis.com",
  ],
  [
    "Google Workspace",
    { protoPayload: { serviceName: "admin.googleapis.com", metadata: { event: [{ eventName: "DELETE_ROLE" }] } } },
    "product: gcp, service: google_workspace.admin",
    "eventService: admin.googleapis.com, eventName: DELETE_ROLE",
  ],
  [
    "GitHub",
    { action: "repo.create", actor: "ann", org: "o", created_at: 1773046802123 },
    "product: github, service: audit",
    "action: repo.create",
  ],
  [
    "Bitbucket",
    { auditType: { category: "Global administration", action: "Added" } },
    "product: bitbucket, service: audit",
    "auditType.action: Added",
  ],
  [
    "Kubernetes",
    { kind: "Event", apiVersion: "audit.k8s.io/v1", verb: "create", objectRef: { resource: "pods", apiGroup: "x" } },
    "product: kubernetes, service: audit, category: application",
    "verb: create, objectRef.resource: pods, apiGroup: x",
  ],
  ["OpenCanary", { logtype: 4002, node_id: "n", src_host: "1.2.3.4" }, "product: opencanary, category: application", "logtype: 4002"],
  [
    "RPC Firewall",
    { EventID: 3, Channel: "RPCFW", Computer: "h", EventData: { InterfaceUuid: "u", OpNum: 6 } },
    "product: rpc_firewall, category: application",
    "EventLog: RPCFW, EventID: 3",
  ],
  [
    "Zeek",
    { _path: "smb_files", ts: 1773046802.1, name: "x.tmp", path: "\\\\h\\ADMIN$" },
    "product: zeek, service: smb_files",
    "path|endswith: ADMIN$",
  ],
  [
    "Zeek in ECS",
    { event: { dataset: "zeek.kerberos" }, zeek: { kerberos: { request_type: "TGS" } } },
    "product: zeek, service: kerberos",
    "request_type: TGS",
  ],
  [
    "Zeek DNS as DNS",
    { _path: "dns", query: "x.onion", answers: ["1.2.3.4"], qtype_name: "TXT" },
    "category: dns",
    "query|endswith: .onion, answer: 1.2.3.4, record_type: TXT",
  ],
  ["auditd", { type: "EXECVE", a0: "chmod", a1: "777", node: "h" }, "product: linux, service: auditd", "type: EXECVE, a0: chmod"],
  [
    "auditd in ECS",
    { event: { module: "auditd" }, auditd: { message_type: "syscall", data: { syscall: "execve", a0: "0" } } },
    "product: linux, service: auditd",
    "type: SYSCALL, a0: 0, SYSCALL: execve",
  ],
  [
    "sshd",
    { SYSLOG_IDENTIFIER: "sshd", MESSAGE: "error: unexpected internal error", _HOSTNAME: "h" },
    "product: linux, service: sshd",
    "MESSAGE|contains: unexpected internal error",
  ],
  [
    "cron by syslog",
    { program: "crond[33]", message: "REPLACE (root)", facility: "cron" },
    "product: linux, service: cron",
    "message|contains: REPLACE",
  ],
  ["auth", { program: "login", message: "failed", facility: "authpriv" }, "product: linux, service: auth", "message: failed"],
  [
    "Cisco",
    { message: "%PARSER-5-CFGLOG_LOGGEDCMD: User:a logged command:no logging" },
    "product: cisco, service: aaa",
    "message|contains: no logging",
  ],
  ["Cisco BGP", { message: "%BGP-3-NOTIFICATION: sent to neighbor" }, "product: cisco, service: bgp", "message|contains: neighbor"],
  [
    "FortiGate",
    { devid: "FGT60", type: "event", subtype: "system", action: "Add", cfgpath: "user.local" },
    "product: fortigate, service: event",
    "action: Add, cfgpath: user.local",
  ],
  [
    "IIS",
    { "cs-method": "POST", "cs-uri-stem": "/x.aspx", "cs(User-Agent)": "a", "s-port": "443", "sc-status": 200 },
    "category: webserver",
    "cs-method: POST, cs-uri-stem|endswith: .aspx, cs-user-agent: a, sc-status: 200",
  ],
  [
    "nginx JSON",
    { remote_addr: "1.2.3.4", request_method: "GET", request_uri: "/?x=${jndi:", status: 200 },
    "category: webserver",
    "cs-method: GET, cs-uri-query|contains: jndi",
  ],
  [
    "Apache JSON with the request line",
    { remote_host: "1.2.3.4", request: "GET /?x=jndi:ldap HTTP/1.1", status: 200 },
    "category: webserver",
    "cs-uri-query|contains: jndi, sc-status: 200",
  ],
  [
    "Suricata DNS",
    { event_type: "dns", src_ip: "1.1.1.1", dest_ip: "2.2.2.2", dns: { type: "query", rrname: "x.onion", rrtype: "TXT" } },
    "category: dns",
    "query|endswith: .onion, record_type: TXT",
  ],
  [
    "Suricata HTTP",
    { event_type: "http", flow_id: 1, src_ip: "1.1.1.1", dest_ip: "2.2.2.2", http: { hostname: "x", url: "/a.exe", http_method: "GET" } },
    "category: proxy",
    "c-uri|endswith: .exe, cs-host: x, cs-method: GET",
  ],
  [
    "Suricata flow",
    { event_type: "flow", flow_id: 1, src_ip: "1.1.1.1", dest_ip: "2.2.2.2", dest_port: 445 },
    "category: firewall",
    "dst_ip: 2.2.2.2, dst_port: 445",
  ],
  ["Cisco ASA", { message: "%ASA-4-106023: Deny tcp src a" }, "product: cisco, service: asa", "message|contains: Deny"],
  ["Apache by product", { event: { dataset: "apache.error" }, message: "x" }, "product: apache", "message: x"],
  [
    "web in ECS",
    {
      event: { dataset: "nginx.access", category: ["web"] },
      http: { request: { method: "GET" } },
      url: { original: "/a?b" },
      user_agent: { original: "x" },
    },
    "category: webserver",
    "cs-method: GET, cs-uri-query|contains: b, cs-user-agent: x",
  ],
  ["nginx service", { event: { dataset: "nginx.error" }, message: "exited on signal 11" }, "service: nginx", "message|contains: signal 11"],
  [
    "proxy",
    { "c-uri": "http://x/a.exe", "c-useragent": "x", "cs-method": "GET", "r-dns": "x" },
    "category: proxy",
    "c-uri|endswith: .exe, cs-host: x",
  ],
  [
    "proxy in ECS",
    { event: { category: "web" }, observer: { type: "proxy" }, url: { full: "http://x/a.exe", domain: "x" } },
    "category: proxy",
    "c-uri|endswith: .exe, cs-host: x",
  ],
  [
    "firewall",
    { src_ip: "1.1.1.1", dst_ip: "2.2.2.2", dst_port: 445, action: "blocked" },
    "category: firewall",
    "dst_port: 445, action: blocked",
  ],
  [
    "Java application",
    { service: { language: { name: "java" } }, event: { kind: "event", dataset: "shop.log" }, message: "ScriptEngineManager" },
    "category: application, product: jvm",
    "message|contains: ScriptEngineManager",
  ],
  [
    "database",
    { event: { dataset: "mysql.slowlog", category: ["database"] }, message: "INTO OUTFILE" },
    "category: database",
    "message|contains: OUTFILE",
  ],
  ["a dataset nobody knows", { event: { dataset: "acme.gate" }, x: "y" }, "product: acme, service: gate", "x: y"],
  [
    "a record that says what it is",
    { "callout.product": "velocity", "callout.category": "application", x: "y" },
    "product: velocity, category: application",
    "x: y",
  ],
  [
    "Linux process in ECS",
    { event: { category: ["process"], type: ["start"] }, host: { os: { type: "linux" } }, process: { executable: "/bin/nc" } },
    "product: linux, category: process_creation",
    "Image|endswith: /nc",
  ],
  [
    "Sysmon for Linux",
    {
      EventID: 1,
      Channel: "Linux-Sysmon/Operational",
      Provider: "Linux-Sysmon",
      Computer: "h",
      Image: "/bin/nc",
      UtcTime: "2026-03-09 09:00:00.000",
    },
    "product: linux, category: process_creation",
    "Image|endswith: /nc",
  ],
];

describe("a record answers the log source of its kind, under the names its rules use", () => {
  const rules = KINDS.map(([name, , source, selection]) => {
    const text = `title: ${name}\nlogsource: { ${source} }\ndetection:\n  selection:\n    ${selection.split(", ").join("\n    ")}\n  condition: selection\n`;
    return compileFile({ file: "r.yml", text }).rules[0];
  });

  test.each(KINDS.map(([name, body], at) => [name, body, at] as const))("%s", (name, body, at) => {
    const rule = rules[at];
    expect(rule?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const set = createRuleSet(rule ? [rule] : []);
    expect(set.match(eventOf(body)).map(({ title }) => title)).toEqual([name]);
  });

  test("and no Windows rule takes it for its own", () => {
    const text = "title: W\nlogsource: {product: windows}\ndetection:\n  s: {Nothing: null}\n  condition: s\n";
    const set = createRuleSet(compileFile({ file: "w.yml", text }).rules);
    for (const [name, body] of KINDS) expect([name, set.match(eventOf(body)).length]).toEqual([name, name === "RPC Firewall" ? 1 : 0]);
  });
});

test("a Windows event is of no other log", () => {
  const event = eventOf({ EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", Computer: "h", Image: "x" });
  const text = "title: W\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  s: {Image: x}\n  condition: s\n";
  expect(createRuleSet(compileFile({ file: "w.yml", text }).rules).match(event)).toEqual([]);
});
