import type { Aliases, Reading } from "./labels.ts";
import { DNS, FLOW, WEB } from "./web.ts";

const audit = (product: string, service: string, root: string, more: Omit<Reading, "labels" | "roots"> = {}): Reading => ({
  labels: { product: [product], service: [service] },
  roots: [root],
  ...more,
});

const web = (name: string): Reading => ({ labels: { product: [name], category: ["webserver"], service: [name] }, aliases: WEB });
const PROXY: Reading = { labels: { category: ["proxy"] }, aliases: WEB };
const database = (product: string): Reading => ({ labels: { product: [product, "sql"], category: ["database", "application"] } });
const firewall = (products: readonly string[], services: readonly string[], roots: readonly string[]): Reading => ({
  labels: { product: products, category: ["firewall", "appliance"], service: services },
  roots,
  aliases: FLOW,
});

const AUDITD: Reading = {
  labels: { product: ["linux"], service: ["auditd"] },
  roots: ["auditd.data", "auditd.log", "auditd.summary"],
  aliases: {
    type: ["auditd.log.record_type", "auditd.message_type", "event.action"],
    SYSCALL: ["auditd.data.syscall", "auditd.log.syscall"],
    exe: ["process.executable"],
    name: ["file.path", "auditd.paths.name"],
    comm: ["process.name"],
    proctitle: ["process.title", "process.command_line"],
  },
};

/** What is asked of a pod by the last name alone, in the audit log itself and in Elastic's integration. */
const SPEC = ["requestObject.spec", "kubernetes.audit.requestObject.spec"];
export const KUBERNETES: Aliases = {
  hostPath: SPEC.flatMap((spec) => [`${spec}.volumes.hostPath`, `${spec}.volumes.hostPath.path`]),
  capabilities: SPEC.map((spec) => `${spec}.containers.securityContext.capabilities.add`),
};

/** Elastic's integrations and Filebeat modules by `event.dataset` (integrations catalogue); the key of a module ends in a dot. */
export const DATASETS: { readonly [dataset: string]: Reading } = {
  "aws.cloudtrail": audit("aws", "cloudtrail", "aws.cloudtrail", {
    aliases: {
      eventName: ["event.action"],
      eventSource: ["event.provider"],
      userAgent: ["user_agent.original"],
      sourceIPAddress: ["source.address", "source.ip"],
      awsRegion: ["cloud.region"],
    },
  }),
  "azure.auditlogs": audit("azure", "auditlogs", "azure.auditlogs", {
    aliases: {
      OperationName: ["azure.auditlogs.operation_name", "event.action"],
      ActivityDisplayName: ["azure.auditlogs.properties.activity_display_name"],
    },
  }),
  "azure.activitylogs": audit("azure", "activitylogs", "azure.activitylogs", {
    aliases: { operationName: ["event.action"], OperationNameValue: ["azure.activitylogs.operation_name", "event.action"] },
  }),
  "azure.signinlogs": audit("azure", "signinlogs", "azure.signinlogs.properties", {
    aliases: { ResultType: ["azure.signinlogs.result_type"], ResultDescription: ["azure.signinlogs.result_description"] },
  }),
  "azure.identity_protection": audit("azure", "riskdetection", "azure.identityprotection.properties"),
  "okta.system": audit("okta", "okta", "okta", { aliases: { eventType: ["event.action"], eventtype: ["event.action"] } }),
  "o365.audit": audit("m365", "audit", "o365.audit", {
    aliases: {
      Operation: ["event.action"],
      Workload: ["event.provider"],
      eventSource: ["event.provider"],
      eventName: ["event.action", "o365.audit.Name"],
    },
  }),
  "gcp.audit": audit("gcp", "gcp.audit", "gcp.audit", {
    aliases: {
      "data.protoPayload.methodName": ["gcp.audit.method_name", "event.action"],
      "data.protoPayload.serviceName": ["gcp.audit.service_name", "service.name"],
      "data.protoPayload.resource.type": ["gcp.audit.resource_type", "gcp.audit.type"],
      "data.protoPayload.logName": ["log.logger", "gcp.audit.logger_name"],
    },
  }),
  "google_workspace.admin": audit("gcp", "google_workspace.admin", "google_workspace.admin", {
    aliases: { eventName: ["event.action"], eventService: ["event.provider"] },
  }),
  "google_workspace.login": audit("gcp", "google_workspace.login", "google_workspace.login", {
    aliases: { "protoPayload.metadata.event.eventName": ["event.action"], "protoPayload.serviceName": ["event.provider"] },
  }),
  "github.audit": audit("github", "audit", "github", { aliases: { action: ["event.action"], actor: ["user.name"] } }),
  "bitbucket.audit": audit("bitbucket", "audit", "atlassian_bitbucket.audit"),
  "atlassian_bitbucket.audit": audit("bitbucket", "audit", "atlassian_bitbucket.audit", {
    aliases: { "auditType.action": ["event.action"], "auditType.category": ["bitbucket.audit.type.category"] },
  }),
  "onelogin.events": audit("onelogin", "onelogin.events", "onelogin"),
  "cisco_duo.auth": audit("cisco", "duo", "cisco_duo.auth"),
  "kubernetes.": {
    labels: { product: ["kubernetes"], category: ["application"], service: ["audit"] },
    roots: ["kubernetes.audit", "kubernetes.audit.objectRef"],
    aliases: KUBERNETES,
  },
  "system.auth": { labels: { product: ["linux"], service: ["auth"] } },
  "system.syslog": { labels: { product: ["linux"], service: ["syslog"] } },
  "auditd.": AUDITD,
  "auditd_manager.": AUDITD,
  "nginx.": web("nginx"),
  "apache.": web("apache"),
  "apache_tomcat.": web("tomcat"),
  "iis.": web("iis"),
  "haproxy.": web("haproxy"),
  "traefik.": web("traefik"),
  "squid.": PROXY,
  "zscaler_zia.web": PROXY,
  "bluecoat.": PROXY,
  "netskope.": PROXY,
  "fortinet.": firewall(["fortigate", "fortios"], ["event", "sslvpnd"], ["fortinet.firewall"]),
  "fortinet_fortigate.": firewall(["fortigate", "fortios"], ["event", "sslvpnd"], ["fortinet.firewall"]),
  "panw.": firewall(["paloalto"], ["globalprotect"], ["panw.panos"]),
  "cisco_asa.": firewall(["cisco"], ["asa", "syslog", "aaa"], ["cisco.asa"]),
  "cisco_ios.": { labels: { product: ["cisco"], service: ["syslog", "aaa", "bgp", "ldp"] }, roots: ["cisco.ios"] },
  juniper: { labels: { product: ["juniper"], service: ["bgp"] } },
  "juniper.": { labels: { product: ["juniper"], service: ["bgp"] } },
  "huawei.": { labels: { product: ["huawei"], service: ["bgp"] } },
  "opencanary.": { labels: { product: ["opencanary"], category: ["application"] } },
  "mysql.": database("mysql"),
  "postgresql.": database("postgresql"),
  "microsoft_sqlserver.": database("mssql"),
  "mssql.": database("mssql"),
  "oracle.": database("oracle"),
};

/** Where Elastic's integration moves what Zeek writes; the rest stays under `zeek.<log>`. */
const ZEEK: Aliases = {
  "id.orig_h": ["source.address", "source.ip"],
  "id.orig_p": ["source.port"],
  "id.resp_h": ["destination.address", "destination.ip"],
  "id.resp_p": ["destination.port"],
};
const ZEEK_HTTP: Aliases = {
  host: ["url.domain", "destination.domain"],
  uri: ["url.original", "url.path"],
  method: ["http.request.method"],
  user_agent: ["user_agent.original"],
  referrer: ["http.request.referrer"],
  status_code: ["http.response.status_code"],
  request_body_len: ["http.request.body.bytes"],
  response_body_len: ["http.response.body.bytes"],
};
const ZEEK_DNS: Aliases = { qtype_name: ["dns.question.type"], answers: ["dns.answers.data", "dns.resolved_ip"] };

export function zeekAliases(log: string): Aliases {
  if (log === "http") return { ...WEB, ...ZEEK, ...ZEEK_HTTP };
  return log === "dns" ? { ...DNS, ...ZEEK, ...ZEEK_DNS } : ZEEK;
}
