import type { JsonObject } from "../../event/value.ts";
import type { LineLayout } from "./layout.ts";
import { ACCESS, AUDITD, FORTIGATE, SYSLOG_3164, SYSLOG_5424 } from "./patterns.ts";

/** Makes a record of a line; undefined for lines that are none (headers). What does not fit its log stays as `message`. */
export type LineReader = (line: string) => JsonObject | undefined;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The names of collectors that ship such lines: what recognises their records recognises these. */
export const LINE_READERS: { readonly [L in Exclude<LineLayout, "zeek" | "w3c">]: LineReader } = {
  auditd: (line) => {
    const found = AUDITD.exec(line);
    const [, node, , seconds] = found ?? [];
    return { ...(seconds !== undefined && { ts: Number(seconds) }), ...(node !== undefined && { hostname: node }), message: line };
  },
  fortigate: (line) => {
    const [, date, time] = FORTIGATE.exec(line) ?? [];
    const name = /\bdevname="?([^"\s]+)/.exec(line)?.[1];
    return { ...(date !== undefined && { timestamp: `${date}T${time}` }), ...(name !== undefined && { hostname: name }), message: line };
  },
  "access-log": accessLine,
  syslog: syslogLine,
};

function accessLine(line: string): JsonObject {
  const found = ACCESS.exec(line);
  if (!found) return { message: line };
  const [, client = "", user = "", day = "", month = "", year = "", time = "", zone = "", request = "", status = "", bytes = ""] = found;
  const [method = "", uri = ""] = request.split(" ");
  const text = (value: string | undefined): string => (value ?? "-").replaceAll('\\"', '"');
  return {
    timestamp: `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day}T${time}${zone}`,
    remote_addr: client,
    remote_user: user,
    request,
    request_method: method,
    request_uri: uri === "" ? request : uri,
    ...(status !== "-" && { status: Number(status) }),
    ...(bytes !== "-" && { body_bytes_sent: Number(bytes) }),
    ...(found[11] !== undefined && { http_referer: text(found[11]), http_user_agent: text(found[12]) }),
    message: line,
  };
}

function syslogLine(line: string): JsonObject {
  const modern = SYSLOG_5424.exec(line);
  const [priority, timestamp, host, program, pid, message] = modern
    ? [modern[1], modern[2], modern[3], modern[4], modern[5], modern[7]]
    : (SYSLOG_3164.exec(line)?.slice(1) ?? []);
  if (message === undefined || host === undefined || program === undefined) return { message: line };
  return {
    ...(timestamp !== undefined && timestamp !== "-" && { timestamp }),
    ...(host !== "-" && { hostname: host }),
    ...(program !== "-" && { program }),
    ...(pid !== undefined && pid !== "-" && { pid }),
    // RFC 5424 §6.2.1: the facility is what is left of a division by eight.
    ...(priority !== undefined && { facility: String(Number(priority) >> 3), priority }),
    message,
  };
}
