import type { JsonObject } from "../../event/value.ts";
import { asText, readPath } from "../document.ts";
import type { Aliases, Derive } from "./labels.ts";

/** Sigma's web and proxy names (taxonomy appendix) in the spellings of W3C logs, nginx and Apache JSON, and ECS. */
const METHOD = ["cs-method", "request_method", "method", "http.request.method", "http.http_method"];
const URI = ["c-uri", "cs-uri", "request_uri", "uri", "url.original", "url.full", "http.url", "request"];
const STEM = ["cs-uri-stem", "uri_path", "url.path"];
const QUERY = ["cs-uri-query", "uri_query", "args", "query_string", "url.query", ...URI];
const AGENT = [
  "cs-user-agent",
  "c-useragent",
  "cs(User-Agent)",
  "cs-User-Agent",
  "http_user_agent",
  "user_agent",
  "user_agent.original",
  "http.http_user_agent",
];
const REFERER = ["cs-referer", "cs(Referer)", "http_referer", "http_referrer", "referer", "http.request.referrer", "http.http_refer"];
const STATUS = ["sc-status", "status", "status_code", "http.response.status_code", "http.status"];
const HOST = ["cs-host", "r-dns", "http_host", "vhost", "host_header", "url.domain", "destination.domain", "http.hostname"];

export const WEB: Aliases = {
  "cs-method": METHOD,
  "c-uri": [...URI, ...STEM],
  "cs-uri": [...URI, ...STEM],
  "cs-uri-stem": [...STEM, ...URI],
  "cs-uri-query": QUERY,
  "c-uri-query": QUERY,
  "c-uri-extension": ["cs-uri-extension", "url.extension"],
  "cs-user-agent": AGENT,
  "c-useragent": AGENT,
  "cs-referer": REFERER,
  "sc-status": STATUS,
  "cs-host": HOST,
  "r-dns": HOST,
  "c-ip": ["remote_addr", "client_ip", "source.ip", "source.address", "clientip"],
  "s-ip": ["server_addr", "destination.ip"],
  dst_ip: ["s-ip", "r-ip", "destination.ip"],
  src_ip: ["c-ip", "remote_addr", "source.ip"],
  "cs-cookie": ["cs(Cookie)", "http_cookie", "http.request.headers.cookie"],
  "cs-username": ["remote_user", "c-username", "user.name", "auth", "username"],
  "cs-content-type": ["cs(Content-Type)", "content_type", "http_content_type", "http.request.mime_type", "http.http_content_type"],
  "cs-bytes": ["request_length", "http.request.bytes"],
  "sc-bytes": ["body_bytes_sent", "bytes_sent", "http.response.bytes"],
};

/** Zeek's `host` is the one that was asked for; in other records it is the one that wrote them. */
export const ZEEK_WEB: Aliases = { ...WEB, "cs-host": [...HOST, "host"], "r-dns": [...HOST, "host"] };

const ASKED = ["c-uri", ...URI.filter((name) => name !== "request"), ...STEM];

function firstText(body: JsonObject, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = asText(readPath(body, path));
    if (text) return text;
  }
  return undefined;
}

/**
 * What a proxy's rules ask of an address and a log does not spell out: its extension, and the whole of it where the log keeps
 * the host apart.
 */
export const webField: Derive = (body, name) => {
  if (name !== "c-uri" && name !== "c-uri-extension") return undefined;
  const uri = firstText(body, ASKED);
  if (uri === undefined) return undefined;
  if (name === "c-uri") {
    const host = uri.startsWith("/") ? firstText(body, ["host", ...HOST]) : undefined;
    return host === undefined ? undefined : [uri, `${host}${uri}`, `http://${host}${uri}`];
  }
  const told = firstText(body, ["c-uri-extension", "cs-uri-extension", "url.extension"]);
  return told ?? /^[^?#]*\.([A-Za-z0-9]{1,12})(?:[?#]|$)/.exec(uri)?.[1];
};

export const DNS: Aliases = {
  query: ["dns.question.name", "qname", "query_name", "QNAME", "dns.rrname", "dns.queries.rrname"],
  answer: ["answers", "dns.answers.data", "rdata", "dns.answers.rdata"],
  record_type: ["qtype_name", "dns.question.type", "qtype", "query_type", "dns.rrtype", "dns.queries.rrtype"],
};

export const FLOW: Aliases = {
  src_ip: ["source.ip", "srcip", "src", "id.orig_h"],
  dst_ip: ["destination.ip", "dest_ip", "dstip", "dst", "id.resp_h"],
  src_port: ["source.port", "srcport", "id.orig_p"],
  dst_port: ["destination.port", "dest_port", "dstport", "id.resp_p"],
  action: ["event.action", "event.type"],
};
