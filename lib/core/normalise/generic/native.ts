import type { JsonObject } from "../../event/value.ts";
import { asObject, asText, own, readPath } from "../document.ts";
import type { Labels, Reading } from "./labels.ts";
import { syslogReading } from "./syslog.ts";
import { DNS, FLOW, WEB } from "./web.ts";

/** Tells a record by its own members, without a shipper's word; undefined when it is of another kind. */
type Recognise = (body: JsonObject) => Reading | undefined;

const text = (body: JsonObject, name: string): string => asText(own(body, name)) ?? "";
const has = (body: JsonObject, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(body, name));
const hasAny = (body: JsonObject, ...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(body, name));
const of = (
  product: string,
  services: readonly string[],
  more: Omit<Reading, "labels"> & { readonly category?: readonly string[] } = {},
): Reading => {
  const { category, ...rest } = more;
  return { labels: { product: [product], service: services, ...(category ? { category } : {}) }, ...rest };
};

/** Zeek's JSON writer: the log a line is of is its `_path`. */
const zeek: Recognise = (body) => {
  const path = text(body, "_path").toLowerCase();
  if (path === "") return undefined;
  if (path === "dns") return of("zeek", [path], { category: ["dns"], aliases: DNS });
  if (path === "http") return of("zeek", [path], { category: ["proxy"], aliases: WEB });
  return of("zeek", [path]);
};

/** CloudTrail: a record of `Records`, as delivered or taken out of an EventBridge envelope (`detail`). */
const cloudTrail: Recognise = (body) => {
  const record = asObject(own(body, "detail")) ?? body;
  if (!text(record, "eventSource").endsWith(".amazonaws.com") || text(record, "eventName") === "") return undefined;
  return of("aws", ["cloudtrail"], { roots: record === body ? [] : ["detail"] });
};

const AZURE_TABLES: { readonly [table: string]: readonly string[] } = {
  auditlogs: ["auditlogs"],
  signinlogs: ["signinlogs"],
  noninteractiveusersigninlogs: ["signinlogs"],
  aadnoninteractiveusersigninlogs: ["signinlogs"],
  serviceprincipalsigninlogs: ["signinlogs"],
  managedidentitysigninlogs: ["signinlogs"],
  azureactivity: ["activitylogs"],
  administrative: ["activitylogs"],
  servicehealth: ["activitylogs"],
  autoscale: ["activitylogs"],
  policy: ["activitylogs"],
  userriskevents: ["riskdetection", "pim"],
  aaduserriskevents: ["riskdetection", "pim"],
  riskyusers: ["riskdetection"],
};

/** Azure Monitor's diagnostic records (`category`), exports of its tables (`Type`), and Graph's risk detections. */
const azure: Recognise = (body) => {
  const names = [
    text(body, "category"),
    text(body, "Category"),
    text(body, "Type"),
    text(body, "Category.Value"),
    text(body, "CategoryValue"),
  ];
  const isAzure = hasAny(body, "operationName", "OperationName", "OperationNameValue", "TenantId", "tenantId", "resourceId", "ResourceId");
  const services = isAzure
    ? names.flatMap((name) => (Object.hasOwn(AZURE_TABLES, name.toLowerCase()) ? (AZURE_TABLES[name.toLowerCase()] ?? []) : []))
    : [];
  if (has(body, "riskEventType")) services.push("riskdetection", "pim");
  else if (services.length === 0 && hasAny(body, "OperationNameValue", "ResourceProviderValue")) services.push("activitylogs");
  else if (services.length === 0 && has(body, "LoggedByService", "OperationName")) services.push("auditlogs");
  else if (services.length === 0 && has(body, "AuthenticationRequirement")) services.push("signinlogs");
  if (services.length === 0) return undefined;
  return of("azure", [...new Set(services)], {
    roots: ["properties"],
    aliases: { ResultType: ["resultType"], OperationName: ["operationName"] },
  });
};

const okta: Recognise = (body) => {
  if (text(body, "eventType") === "" || !asObject(own(body, "actor")) || !hasAny(body, "outcome", "published", "legacyEventType"))
    return undefined;
  return of("okta", ["okta"], { aliases: { eventtype: ["eventType"] } });
};

/** Microsoft 365's unified audit log; alerts of its compliance centre are what Sigma calls threat management. */
const m365: Recognise = (body) => {
  const workload = text(body, "Workload");
  if (workload === "" || text(body, "Operation") === "" || !hasAny(body, "RecordType", "CreationTime", "OrganizationId")) return undefined;
  const isAlert = /^SecurityComplianceCenter$/i.test(workload);
  const services = [
    "audit",
    ...(isAlert ? ["threat_management", "threat_detection"] : []),
    ...(/^Exchange$/i.test(workload) ? ["exchange"] : []),
  ];
  return of("m365", services, {
    aliases: { eventSource: ["Workload"], eventName: ["Name", "Operation"], status: ["ResultStatus", "Status"] },
  });
};

/** Google Cloud's audit log, also wrapped as Pub/Sub delivers it (`data`); Workspace writes its logins and settings there too. */
const gcp: Recognise = (body) => {
  const entry = asObject(own(asObject(own(body, "data")), "protoPayload")) ? asObject(own(body, "data")) : body;
  const payload = asObject(own(entry, "protoPayload"));
  if (!payload) return undefined;
  const service = asText(own(payload, "serviceName")) ?? "";
  const workspace = /^(admin|login)\.googleapis\.com$/.exec(service)?.[1];
  return of("gcp", ["gcp.audit", ...(workspace ? [`google_workspace.${workspace}`] : [])], {
    roots: entry === body ? ["protoPayload", "protoPayload.metadata.event"] : ["data", "data.protoPayload"],
    aliases: {
      "gcp.audit.method_name": ["protoPayload.methodName", "data.protoPayload.methodName"],
      "data.protoPayload.methodName": ["protoPayload.methodName"],
      "data.protoPayload.serviceName": ["protoPayload.serviceName"],
      "data.protoPayload.logName": ["logName", "data.logName"],
      "data.protoPayload.resource.type": ["resource.type", "data.resource.type"],
      "data.protoPayload.authorizationInfo.permission": ["protoPayload.authorizationInfo.permission"],
      "data.protoPayload.authorizationInfo.granted": ["protoPayload.authorizationInfo.granted"],
      eventService: ["protoPayload.serviceName"],
      eventName: ["protoPayload.metadata.event.eventName"],
    },
  });
};

const github: Recognise = (body) => {
  if (!/^[a-z0-9_]+\.[a-z0-9_.]+$/.test(text(body, "action")) || !hasAny(body, "actor", "actor_id")) return undefined;
  return hasAny(body, "org", "business", "repo", "_document_id", "actor_ip") ? of("github", ["audit"]) : undefined;
};

const bitbucket: Recognise = (body) =>
  asObject(own(body, "auditType")) || has(body, "auditType.action") ? of("bitbucket", ["audit"]) : undefined;

const kubernetes: Recognise = (body) => {
  if (!text(body, "apiVersion").startsWith("audit.k8s.io/") && !has(body, "verb", "objectRef", "requestURI")) return undefined;
  return of("kubernetes", ["audit"], {
    category: ["application"],
    roots: ["objectRef"],
    aliases: {
      hostPath: ["requestObject.spec.volumes.hostPath", "requestObject.spec.volumes.hostPath.path"],
      capabilities: ["requestObject.spec.containers.securityContext.capabilities.add"],
    },
  });
};

const openCanary: Recognise = (body) => {
  return has(body, "logtype", "node_id") || has(body, "logtype", "logdata")
    ? of("opencanary", [], { category: ["application"] })
    : undefined;
};

const fortiGate: Recognise = (body) => {
  if (!/^FG/i.test(text(body, "devid")) && !has(body, "logid", "devname")) return undefined;
  const services = [text(body, "type"), text(body, "subtype")].map((name) => name.toLowerCase()).filter((name) => name !== "");
  const labels: Labels = { product: ["fortigate", "fortios"], service: [...services, "sslvpnd"], category: ["firewall"] };
  return { labels, aliases: FLOW };
};

const oneLogin: Recognise = (body) => (has(body, "event_type_id") ? of("onelogin", ["onelogin.events"]) : undefined);
const duo: Recognise = (body) =>
  has(body, "event_type", "access_device") || has(body, "event_type", "txid") ? of("cisco", ["duo"]) : undefined;

/** The record types of the Linux audit system that rules ask for are words in capitals. */
const auditd: Recognise = (body) => {
  const isRecord =
    /^[A-Z][A-Z0-9_]{2,30}$/.test(text(body, "type")) && hasAny(body, "a0", "syscall", "SYSCALL", "auid", "exe", "msg", "node", "audit_id");
  return isRecord ? of("linux", ["auditd"], { aliases: { SYSCALL: ["syscall"] } }) : undefined;
};

/** The first line of a request, as Apache (`%r`) and nginx (`$request`) write it. */
const isRequestLine = (line: string): boolean => /^[A-Z]{3,10} \S.* HTTP\/\d(?:\.\d)?$/.test(line);

/** Access logs: W3C names, or those nginx and Apache write as JSON. A proxy names the host it went to, a server its own address. */
const accessLog: Recognise = (body) => {
  const isW3c = hasAny(body, "cs-method", "cs-uri-stem", "c-uri", "cs-uri", "cs(User-Agent)");
  const isServer =
    has(body, "request_method", "status") ||
    has(body, "request_uri", "status") ||
    has(body, "request", "remote_addr") ||
    isRequestLine(text(body, "request"));
  if (!isW3c && !isServer) return undefined;
  const isProxy = hasAny(body, "c-uri", "r-dns", "s-action", "sc-filter-result", "rs(Content-Type)", "cs-categories");
  const isOwn = isServer || hasAny(body, "s-computername", "s-sitename", "s-port", "cs-uri-stem");
  return { labels: { category: [...(isOwn || !isProxy ? ["webserver"] : []), ...(isProxy || !isOwn ? ["proxy"] : [])] }, aliases: WEB };
};

/** Suricata's EVE log: what a record is about stands in a member of the name of its `event_type`. */
const suricata: Recognise = (body) => {
  const type = text(body, "event_type");
  if (!has(body, "flow_id") && !(has(body, "src_ip", "dest_ip") && has(body, type))) return undefined;
  const category = type === "dns" ? ["dns"] : type === "http" ? ["proxy"] : type === "flow" || type === "netflow" ? ["firewall"] : [];
  const aliases = type === "dns" ? DNS : type === "http" ? WEB : FLOW;
  return of("suricata", type === "" ? [] : [type], { category, aliases, roots: [type, "flow"] });
};

const flow: Recognise = (body) => {
  return has(body, "src_ip", "dst_ip") && hasAny(body, "dst_port", "action")
    ? { labels: { category: ["firewall"] }, aliases: FLOW }
    : undefined;
};

const dnsLog: Recognise = (body) => {
  const isDns = has(body, "query") && hasAny(body, "record_type", "qtype", "qtype_name", "answer", "answers", "query_type");
  return isDns || readPath(body, "dns.question.name") !== undefined ? { labels: { category: ["dns"] }, aliases: DNS } : undefined;
};

export const NATIVE: readonly Recognise[] = [
  zeek,
  cloudTrail,
  azure,
  okta,
  m365,
  gcp,
  github,
  bitbucket,
  kubernetes,
  openCanary,
  fortiGate,
  oneLogin,
  duo,
  auditd,
  accessLog,
  suricata,
  flow,
  dnsLog,
  syslogReading,
];
