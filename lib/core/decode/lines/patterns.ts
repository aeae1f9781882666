/** A record of the Linux audit system, as `audit.log` and its dispatcher have it. */
export const AUDITD = /^(?:node=(\S+) )?type=([A-Z][A-Z0-9_]*) msg=audit\((\d+\.\d+):\d+\):/;

/** FortiGate's default format. */
export const FORTIGATE = /^(?:<\d{1,3}>)?date=(\d{4}-\d\d-\d\d) time=(\d\d:\d\d:\d\d)\S* .*?\b(?:devname|devid|logid)=/;

/** The common and the combined log format of web servers, perhaps with the virtual host before. */
export const ACCESS =
  /^(?:\S+ )?(\S+) \S+ (\S+) \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}|-) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;

/** RFC 5424: `<34>1 2026-03-09T09:00:00Z host program 123 ID47 - text`. */
export const SYSLOG_5424 = /^<(\d{1,3})>\d{1,2} (\S+) (\S+) (\S+) (\S+) (\S+) (?:-|(?:\[(?:[^\]\\]|\\.)*\])+) ?(.*)$/s;

/** RFC 3164, with its time or with the ISO time that daemons of today write into files. */
export const SYSLOG_3164 =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (\S+) ([^\s:[\]]{1,64})(?:\[([^\]]{0,32})\])?(?:: ?| )(.*)$/s;

/** The most telling first. */
export const LINE_PATTERNS = [
  ["auditd", AUDITD],
  ["fortigate", FORTIGATE],
  ["access-log", ACCESS],
  ["syslog", SYSLOG_5424],
  ["syslog", SYSLOG_3164],
] as const;
