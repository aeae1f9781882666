import type { JsonObject } from "../../event/value.ts";
import { asObject, asText, own, readPath } from "../document.ts";
import { applicationReading } from "./application.ts";
import { auditdReading } from "./auditd.ts";
import { azureReading, graphAlertReading } from "./azure.ts";
import { KUBERNETES } from "./datasets.ts";
import { esloggerReading } from "./eslogger.ts";
import { cloudAuditReading, workspaceReading } from "./google.ts";
import type { Labels, Reading } from "./labels.ts";
import { unifiedAuditReading } from "./microsoft365.ts";
import { syslogReading } from "./syslog.ts";
import { DNS, FLOW, WEB, webField, ZEEK_WEB } from "./web.ts";

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
  if (path === "http") return of("zeek", [path], { category: ["proxy"], aliases: ZEEK_WEB, derive: webField });
  return of("zeek", [path]);
};

/** CloudTrail: a record of `Records`, as delivered or taken out of an EventBridge envelope (`detail`). */
const cloudTrail: Recognise = (body) => {
  const record = asObject(own(body, "detail")) ?? body;
  if (!text(record, "eventSource").endsWith(".amazonaws.com") || text(record, "eventName") === "") return undefined;
  return of("aws", ["cloudtrail"], { roots: record === body ? [] : ["detail"] });
};

const okta: Recognise = (body) => {
  if (text(body, "eventType") === "" || !asObject(own(body, "actor")) || !hasAny(body, "outcome", "published", "legacyEventType"))
    return undefined;
  return of("okta", ["okta"], { aliases: { eventtype: ["eventType"] } });
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
    aliases: KUBERNETES,
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
  return {
    labels: { category: [...(isOwn || !isProxy ? ["webserver"] : []), ...(isProxy || !isOwn ? ["proxy"] : [])] },
    aliases: WEB,
    derive: webField,
  };
};

/** Suricata's EVE log: what a record is about stands in a member of the name of its `event_type`. */
const suricata: Recognise = (body) => {
  const type = text(body, "event_type");
  if (!has(body, "flow_id") && !(has(body, "src_ip", "dest_ip") && has(body, type))) return undefined;
  const category = type === "dns" ? ["dns"] : type === "http" ? ["proxy"] : type === "flow" || type === "netflow" ? ["firewall"] : [];
  const aliases = type === "dns" ? DNS : type === "http" ? WEB : FLOW;
  const derive = type === "http" ? { derive: webField } : {};
  return of("suricata", type === "" ? [] : [type], { category, aliases, roots: [type, "flow"], ...derive });
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
  azureReading,
  graphAlertReading,
  okta,
  unifiedAuditReading,
  cloudAuditReading,
  workspaceReading,
  github,
  bitbucket,
  kubernetes,
  openCanary,
  fortiGate,
  oneLogin,
  duo,
  auditdReading,
  esloggerReading,
  accessLog,
  suricata,
  flow,
  dnsLog,
  syslogReading,
  applicationReading,
];
