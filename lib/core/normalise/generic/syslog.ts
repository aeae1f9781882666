import type { JsonObject } from "../../event/value.ts";
import { asText, readPath } from "../document.ts";
import { auditLineReading } from "./auditd.ts";
import { keyValues } from "./key-values.ts";
import type { Reading } from "./labels.ts";
import { FLOW } from "./web.ts";

/** Where collectors put the program that wrote a line, and the line. */
const PROGRAMS = ["SYSLOG_IDENTIFIER", "program", "appname", "app_name", "ident", "syslog_program", "log.syslog.appname", "process.name"];
const MESSAGES = ["MESSAGE", "message", "msg", "log", "event.original"];
/** Where collectors put the file a line was read from. */
const FILES = ["log.file.path", "file", "filename", "path", "source"];
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

/** Programs that write to the log of authentications; files keep no facility. */
const AUTHENTICATING = /^(?:sshd|sudo|su|login|pkexec|polkitd?|systemd-logind|passwd|useradd|userdel|usermod|groupadd|gdm.*)$/;
const AUTHENTICATION = /^(?:auth|authpriv|security|4|10)$/i;
const CISCO = /%([A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*)-[0-7]-[A-Z0-9_]+/;
const CISCO_AAA = /^(?:AAA|AAAA|PARSER|SEC_LOGIN|SYS|TAC|TACACS|RADIUS|LOGIN|HA_EM|DMI)/;

function first(body: JsonObject, paths: readonly string[]): string {
  for (const path of paths) {
    const text = asText(readPath(body, path));
    if (text) return text;
  }
  return "";
}

/** Huawei's routers write `%%01MODULE/severity/MNEMONIC`. */
const HUAWEI = /%%\d{2}([A-Z][A-Z0-9_]*)\/\d\/[A-Z0-9_]+/;
/** Junos: daemons of its own, and what its kernel says of TCP's signatures. */
const JUNIPER_PROGRAMS = /^(?:rpd|mgd|chassisd|jddosd|dcd|alarmd|jsrpd|rmopd)$/;
const JUNIPER = /\btcp_auth_ok:|\bRPD_[A-Z_]+:|\bUI_[A-Z_]+:/;
const BGP = /BGP|[:(]179\b/i;
const LDP = /LDP|TDP|[:(]646\b/i;

const spoken = (line: string): readonly string[] => [...(BGP.test(line) ? ["bgp"] : []), ...(LDP.test(line) ? ["ldp"] : [])];

/** Lines of network devices, told by how each maker spells its message codes. */
function deviceReading(line: string, program: string): Reading | undefined {
  const cisco = CISCO.exec(line)?.[1];
  if (cisco !== undefined) {
    const isFirewall = /^(?:ASA|FTD|PIX)$/.test(cisco);
    const services = ["syslog", ...(CISCO_AAA.test(cisco) ? ["aaa"] : []), ...spoken(line), ...(isFirewall ? ["asa"] : [])];
    return { labels: { product: ["cisco"], service: services, ...(isFirewall && { category: ["firewall"] }) } };
  }
  const huawei = HUAWEI.exec(line)?.[1];
  if (huawei !== undefined) return { labels: { product: ["huawei"], service: [huawei.toLowerCase(), ...spoken(line)] } };
  if (JUNIPER.test(line) || JUNIPER_PROGRAMS.test(program))
    return { labels: { product: ["juniper"], service: ["syslog", ...spoken(line)] } };
  return undefined;
}

/** FortiGate's `name=value` lines and sudo's report of a command, read by the names in them. */
function pairsReading(line: string, program: string): Reading | undefined {
  const isFortiGate = /\bdevid="?FG/i.test(line) || (/\blogid="?\d/.test(line) && /\bdevname=/.test(line));
  if (!isFortiGate && program !== "sudo") return undefined;
  const pairs = keyValues(line);
  const reading: Reading = { labels: {}, derive: (_, name) => pairs.get(name)?.text };
  if (!isFortiGate) return reading;
  const said = ["type", "subtype"].flatMap((name) => pairs.get(name)?.text.toLowerCase() ?? []);
  return {
    ...reading,
    labels: { product: ["fortigate", "fortios"], category: ["firewall"], service: [...said, "sslvpnd"] },
    aliases: FLOW,
  };
}

/** Palo Alto's GlobalProtect: its own logs by their names, or what only it writes. */
const GLOBAL_PROTECT = /\b(?:gpsvc|mp-log|GlobalProtect|panGP\w*)\b|failed to unmarshal session/i;

/** A line of syslog or of the journal as JSON, or a line of another log in such an envelope. */
export function syslogReading(body: JsonObject): Reading | undefined {
  const message = first(body, MESSAGES);
  if (message === "") return undefined;
  const program = first(body, PROGRAMS)
    .toLowerCase()
    .replace(/\[\d+\]$/, "");
  const device = deviceReading(message, program);
  if (device) return device;
  const line = auditLineReading(message);
  if (line) return line;
  const pairs = pairsReading(message, program);
  if (pairs && program !== "sudo") return pairs;
  if (GLOBAL_PROTECT.test(message) || GLOBAL_PROTECT.test(first(body, FILES)))
    return { labels: { product: ["paloalto"], category: ["appliance"], service: ["globalprotect"] } };
  const mark = first(body, MARKS);
  if (program === "" && mark === "") return undefined;
  const service = Object.hasOwn(SERVICES, program) ? SERVICES[program] : program;
  const services = [
    ...(service ? [service] : []),
    "syslog",
    ...(AUTHENTICATION.test(mark) || AUTHENTICATING.test(program) ? ["auth"] : []),
  ];
  return { ...pairs, labels: { product: ["linux"], service: services } };
}
