import type { JsonObject, JsonValue, Scalar } from "#core/event/value";
import { type Place, type Shipper, setPath } from "./native-shapes.ts";

const TIME = "2026-03-09T09:00:00Z";
type Asked = readonly (readonly [name: string, value: Scalar])[];

/** The address that was asked for, put together from the parts rules ask for; what a rule takes for a query may be a path. */
function target(asked: ReadonlyMap<string, Scalar>): string {
  const whole = asked.get("c-uri") ?? asked.get("cs-uri") ?? asked.get("cs-uri-stem");
  const query = asked.get("cs-uri-query") ?? asked.get("c-uri-query");
  const extension = asked.get("c-uri-extension");
  if (whole === undefined && query !== undefined && String(query).startsWith("/")) return String(query);
  const path = whole ?? (extension === undefined ? "/a" : `/a.${extension}`);
  return query === undefined ? String(path) : `${path}?${query}`;
}

const text = (asked: ReadonlyMap<string, Scalar>, name: string, otherwise: string): string => String(asked.get(name) ?? otherwise);

type Names = readonly (readonly [sigma: string, native: string])[];
const NGINX: Names = [
  ["c-ip", "remote_addr"],
  ["cs-username", "remote_user"],
  ["cs-referer", "http_referer"],
  ["cs-user-agent", "http_user_agent"],
  ["cs-host", "http_host"],
  ["cs-cookie", "http_cookie"],
  ["cs-content-type", "content_type"],
];
const ELASTIC: Names = [
  ["cs-username", "user.name"],
  ["cs-referer", "http.request.referrer"],
  ["cs-content-type", "http.request.mime_type"],
  ["cs-user-agent", "user_agent.original"],
  ["c-useragent", "user_agent.original"],
  ["cs-host", "url.domain"],
  ["r-dns", "url.domain"],
  ["dst_ip", "destination.ip"],
  ["c-uri-extension", "url.extension"],
  ["cs-cookie", "http.request.headers.cookie"],
];
const ZEEK: Names = [
  ["c-useragent", "user_agent"],
  ["cs-user-agent", "user_agent"],
  ["cs-host", "host"],
  ["r-dns", "host"],
  ["dst_ip", "id.resp_h"],
  ["cs-cookie", "cs-cookie"],
];

function named(body: { [name: string]: JsonValue }, asked: ReadonlyMap<string, Scalar>, names: Names): JsonObject {
  for (const [sigma, native] of names) {
    const value = asked.get(sigma);
    if (value !== undefined) setPath(body, native, value);
  }
  return body;
}

/** A server that writes the request as one text: nginx and Apache in JSON. */
function nginx(list: Asked, words: string): JsonObject {
  const asked = new Map(list);
  const base = { time_iso8601: TIME, request_method: text(asked, "cs-method", "GET"), request_uri: target(asked) + words };
  return named({ ...base, status: Number(text(asked, "sc-status", "200")) }, asked, NGINX);
}

const elasticWeb =
  (dataset: string, observer?: string) =>
  (list: Asked, words: string): JsonObject => {
    const asked = new Map(list);
    const base = {
      "@timestamp": TIME,
      event: { dataset, category: ["web"], kind: "event" },
      ...(observer !== undefined && { observer: { type: observer } }),
      source: { address: "1.2.3.4" },
      http: { request: { method: text(asked, "cs-method", "GET") }, response: { status_code: Number(text(asked, "sc-status", "200")) } },
      url: { original: target(asked) + words },
    };
    return named(base, asked, ELASTIC);
  };

function zeekHttp(list: Asked, words: string): JsonObject {
  const asked = new Map(list);
  const base = { _path: "http", ts: 1773046800.1, uid: "C1", method: text(asked, "cs-method", "GET"), uri: target(asked) + words };
  return named({ ...base, status_code: Number(text(asked, "sc-status", "200")) }, asked, ZEEK);
}

const W3C: { readonly [name: string]: Place } = {
  "cs-user-agent": "cs(User-Agent)",
  "cs-referer": "cs(Referer)",
  "cs-cookie": "cs(Cookie)",
  "c-useragent": "cs(User-Agent)",
  "cs-content-type": "cs(Content-Type)",
};

/** IIS writes what it has between `cs-uri-stem` and `sc-status`; a query without a stem belongs to some page. */
const iis: Shipper = {
  shipper: "IIS, W3C names",
  base: {
    date: "2026-03-09",
    time: "09:00:00",
    "s-ip": "10.0.0.1",
    "cs-method": "GET",
    "cs-uri-stem": "/a",
    "s-port": "443",
    "cs-username": "-",
    "sc-status": "200",
  },
  places: W3C,
  words: "cs(Referer)",
};
const squid: Shipper = {
  shipper: "proxy, W3C names",
  base: { "c-ip": "10.0.0.9", "cs-method": "GET", "s-action": "TCP_MISS", "sc-status": "200" },
  places: W3C,
  words: "cs(Referer)",
};

const DNS: { readonly [name: string]: Place } = {
  query: "dns.question.name",
  record_type: "dns.question.type",
  answer: "dns.answers[].data",
};

export const WEB: { readonly [source: string]: readonly Shipper[] } = {
  "/webserver": [
    iis,
    { shipper: "nginx JSON", base: {}, line: nginx },
    { shipper: "Elastic nginx", base: {}, line: elasticWeb("nginx.access") },
  ],
  "/proxy": [
    squid,
    { shipper: "Elastic proxy", base: {}, line: elasticWeb("squid.log", "proxy") },
    { shipper: "Zeek http", base: {}, line: zeekHttp },
  ],
  "/dns": [
    {
      shipper: "ECS",
      base: {
        "@timestamp": TIME,
        event: { category: ["network"], dataset: "network_traffic.dns" },
        network: { protocol: "dns" },
        dns: { question: { name: "x.example" } },
      },
      places: DNS,
    },
    { shipper: "Zeek", base: { _path: "dns", ts: 1773046800.1 }, places: { record_type: "qtype_name", answer: "answers[]" } },
    {
      shipper: "Suricata",
      base: { event_type: "dns", flow_id: 1, src_ip: "1.1.1.1", dest_ip: "2.2.2.2", dns: { type: "answer" } },
      places: { query: "dns.rrname", record_type: "dns.rrtype", answer: "dns.answers[].rdata" },
    },
  ],
  "/firewall": [
    {
      shipper: "ECS",
      base: { "@timestamp": TIME, observer: { type: "firewall" }, event: { category: ["network"] } },
      places: { src_ip: "source.ip", dst_ip: "destination.ip", dst_port: "destination.port", action: "event.action" },
    },
    { shipper: "names of the taxonomy", base: { src_ip: "1.1.1.1", dst_ip: "2.2.2.2", dst_port: 1, action: "x" } },
    {
      shipper: "FortiGate",
      base: { devid: "FGT60", logid: "1", devname: "f", type: "traffic", subtype: "forward" },
      places: { src_ip: "srcip", dst_ip: "dstip", dst_port: "dstport" },
    },
  ],
  "/database": [
    {
      shipper: "Elastic mysql",
      base: { "@timestamp": TIME, event: { dataset: "mysql.slowlog", category: ["database"] }, mysql: { slowlog: {} } },
      words: "mysql.slowlog.query",
    },
    {
      shipper: "Elastic postgresql",
      base: { "@timestamp": TIME, event: { dataset: "postgresql.log", category: ["database"] } },
      words: "message",
    },
  ],
  "/apache": [
    { shipper: "Elastic apache", base: { event: { dataset: "apache.error" } } },
    { shipper: "rsyslog", base: { program: "apache2", facility: "daemon" } },
  ],
  "/nginx": [
    { shipper: "Elastic nginx", base: { event: { dataset: "nginx.error" } } },
    { shipper: "rsyslog", base: { program: "nginx", facility: "daemon" } },
  ],
};
