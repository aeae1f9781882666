import type { JsonObject } from "../../event/value.ts";
import { asText, readPath } from "../document.ts";
import type { Reading } from "./labels.ts";

/** Where collectors put the program that wrote a line, and the line. */
const PROGRAMS = ["SYSLOG_IDENTIFIER", "program", "appname", "app_name", "ident", "syslog_program", "log.syslog.appname", "process.name"];
const MESSAGES = ["MESSAGE", "message", "msg", "log", "event.original"];
const MARKS = [
  "facility",
  "syslog_facility",
  "SYSLOG_FACILITY",
  "log.syslog.facility.name",
  "log.syslog.priority",
  "PRIORITY",
  "pri",
  "priority",
];

/** Programs that Sigma knows by another name. */
const SERVICES: { readonly [program: string]: string } = {
  crond: "cron",
  "cron.d": "cron",
  clamd: "clamav",
  freshclam: "clamav",
  guacd: "guacamole",
  httpd: "apache",
  apache2: "apache",
  "sshd-session": "sshd",
};

const AUTHENTICATION = /^(?:auth|authpriv|security|4|10)$/i;
const CISCO = /%([A-Z][A-Z0-9_]*)-[0-7]-[A-Z0-9_]+/;
const CISCO_AAA = /^(?:AAA|AAAA|PARSER|SEC_LOGIN|SYS|TAC|TACACS|RADIUS|LOGIN|HA_EM|DMI)/;

function first(body: JsonObject, paths: readonly string[]): string {
  for (const path of paths) {
    const text = asText(readPath(body, path));
    if (text) return text;
  }
  return "";
}

/** A line of syslog or of the journal as JSON. Switches and routers write `%FACILITY-severity-MNEMONIC` into theirs. */
export function syslogReading(body: JsonObject): Reading | undefined {
  const message = first(body, MESSAGES);
  const cisco = CISCO.exec(message)?.[1];
  if (cisco) {
    const services = [
      "syslog",
      ...(CISCO_AAA.test(cisco) ? ["aaa"] : []),
      ...(/BGP/.test(cisco) ? ["bgp"] : []),
      ...(/LDP|TDP/.test(cisco) ? ["ldp"] : []),
      ...(/^(?:ASA|FTD|PIX)$/.test(cisco) ? ["asa"] : []),
    ];
    const category = services.includes("asa") ? { category: ["firewall"] } : {};
    return { labels: { product: ["cisco"], service: services, ...category } };
  }
  const program = first(body, PROGRAMS)
    .toLowerCase()
    .replace(/\[\d+\]$/, "");
  const mark = first(body, MARKS);
  if (message === "" || (program === "" && mark === "")) return undefined;
  const service = Object.hasOwn(SERVICES, program) ? SERVICES[program] : program;
  const services = [...(service ? [service] : []), "syslog", ...(AUTHENTICATION.test(mark) ? ["auth"] : [])];
  return { labels: { product: ["linux"], service: services } };
}
