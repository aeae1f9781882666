import type { JsonObject, Scalar } from "#core/event/value";
import type { Place, Shipper } from "./native-shapes.ts";

const TIME = "2026-03-09T09:00:00Z";
const line = (shipper: string, base: JsonObject, words: string): Shipper => ({ shipper, base, words });

const journal = (program: string): Shipper =>
  line("journald", { SYSLOG_IDENTIFIER: program, _HOSTNAME: "h", PRIORITY: "6", SYSLOG_FACILITY: "10", MESSAGE: "" }, "MESSAGE");
const rsyslog = (program: string): Shipper =>
  line("rsyslog", { "@timestamp": TIME, host: "h", program, facility: "authpriv", severity: "info", message: "" }, "message");
const filebeat = (program: string): Shipper =>
  line(
    "Elastic system",
    {
      "@timestamp": TIME,
      event: { dataset: program === "login" ? "system.auth" : "system.syslog" },
      host: { name: "h", os: { type: "linux" } },
      process: { name: program },
      message: "",
    },
    "message",
  );
const programs = (program: string): readonly Shipper[] => [journal(program), rsyslog(program), filebeat(program)];

const device = (prefix: string): readonly Shipper[] => [
  {
    shipper: "syslog as JSON",
    base: {},
    line: (_, words) => ({ "@timestamp": TIME, host: "r1", message: `${prefix} ${words}` }),
  },
];

/** What rules ask for as a line of a log that is made of pairs. */
const pairs =
  (begin: string, wrap: (text: string) => JsonObject, quote: boolean) =>
  (asked: readonly (readonly [name: string, value: Scalar])[], words: string): JsonObject =>
    wrap([begin, ...asked.map(([name, value]) => (quote ? `${name}="${value}"` : `${name}=${value}`)), words].join(" "));

const AUDITD: readonly Shipper[] = [
  {
    shipper: "records as JSON",
    base: { node: "h", msg: "audit(1773046800.1:77)", type: "SYSCALL" },
    places: { type: (value) => ({ type: String(value).toUpperCase() }) },
    words: "proctitle",
  },
  {
    shipper: "lines as JSON",
    base: {},
    line: (asked, words) => {
      const type = asked.find(([name]) => name === "type")?.[1] ?? "SYSCALL";
      const others = asked.filter(([name]) => name !== "type").map(([name, value]) => [name, value] as const);
      const begin = `type=${String(type).toUpperCase()} msg=audit(1773046800.123:77):`;
      return pairs(begin, (message) => ({ "@timestamp": TIME, host: { name: "h" }, message }), true)(others, words);
    },
  },
  { shipper: "Laurel", base: {}, line: laurel },
  {
    shipper: "Elastic auditd",
    base: { "@timestamp": TIME, event: { module: "auditd", dataset: "auditd.log" }, auditd: { data: {} }, host: { name: "h" } },
    under: "auditd.data",
    places: {
      type: (value) => ({ auditd: { message_type: String(value).toLowerCase() } }),
      SYSCALL: "auditd.data.syscall",
      exe: "process.executable",
      comm: "process.name",
      name: "file.path",
      key: (value) => ({ tags: [String(value)], auditd: { data: { key: String(value) } } }),
    },
    words: "process.title",
  },
];

function laurel(asked: readonly (readonly [name: string, value: Scalar])[], words: string): JsonObject {
  const fields = new Map(asked);
  const type = String(fields.get("type") ?? "SYSCALL").toUpperCase();
  const rest = asked.filter(([name]) => name !== "type");
  const args: string[] = [];
  for (const [name, value] of rest) if (/^a\d+$/.test(name)) args[Number(name.slice(1))] = String(value);
  const own = Object.fromEntries(rest.filter(([name]) => type !== "EXECVE" || !/^a\d+$/.test(name)));
  const call = type === "SYSCALL" ? own : { arch: "0xc000003e", syscall: 59, SYSCALL: "execve" };
  const body: JsonObject = { ID: "1773046800.123:77", NODE: "h", SYSCALL: call, PROCTITLE: { ARGV: words.split(" ") } };
  if (type === "EXECVE")
    return {
      ...body,
      EXECVE: { argc: args.length, ARGV: [...Array.from(args, (arg) => arg ?? "x"), ...(words === "" ? [] : words.split(" "))] },
    };
  if (type === "PATH") return { ...body, PATH: [{ item: 0, ...own }] };
  return type === "SYSCALL" ? body : { ...body, [type]: own };
}

const ecsHost = (os: string, category: string, type: string, action: string): JsonObject => ({
  "@timestamp": TIME,
  event: { category: [category], type: [type], action },
  host: { name: "h", os: { type: os } },
  agent: { type: "endpoint" },
  data_stream: { dataset: `endpoint.events.${category}` },
});
const PROCESS: { readonly [name: string]: Place } = {
  Image: "process.executable",
  CommandLine: "process.command_line",
  ParentImage: "process.parent.executable",
  ParentCommandLine: "process.parent.command_line",
  CurrentDirectory: "process.working_directory",
  User: "user.name",
  OriginalFileName: "process.pe.original_file_name",
  TargetFilename: "file.path",
  DestinationIp: "destination.ip",
  DestinationPort: "destination.port",
  DestinationHostname: "destination.domain",
  Initiated: () => ({ network: { direction: "egress" } }),
};
const ecs = (os: string, category: string, type: string, action: string): Shipper => ({
  shipper: "Elastic Endpoint",
  base: ecsHost(os, category, type, action),
  places: PROCESS,
  lacks: ["LogonId"],
});
const sysmonForLinux = (id: number): Shipper => ({
  shipper: "Sysmon for Linux",
  base: { EventID: id, Channel: "Linux-Sysmon/Operational", Provider: "Linux-Sysmon", Computer: "h", UtcTime: "2026-03-09 09:00:00.000" },
});
const ESF: JsonObject = {
  event_type: 9,
  time: TIME,
  process: { executable: { path: "/bin/zsh" } },
  event: { exec: { target: { executable: { path: "/x" } }, args: ["x"] } },
};

const zeek = (path: string, more: { readonly [name: string]: Place } = {}): readonly Shipper[] => [
  { shipper: "Zeek JSON", base: { _path: path, ts: 1773046800.1, uid: "C1" }, places: more, words: "name" },
  {
    shipper: "Elastic integration",
    base: { "@timestamp": TIME, event: { dataset: `zeek.${path}` } },
    under: `zeek.${path}`,
    isSnake: true,
    places: elasticZeek(more),
    words: `zeek.${path}.name`,
  },
];
const elasticZeek = (more: { readonly [name: string]: Place }): { readonly [name: string]: Place } => ({
  ...more,
  "c-useragent": "user_agent.original",
  user_agent: "user_agent.original",
  "c-uri": "url.original",
  uri: "url.original",
  method: "http.request.method",
  host: "url.domain",
  status_code: "http.response.status_code",
  request_body_len: "http.request.body.bytes",
  "id.orig_h": "source.address",
  "id.resp_h": "destination.address",
  "id.resp_p": "destination.port",
  query: "dns.question.name",
  qtype_name: "dns.question.type",
  answers: "zeek.dns.answers",
});

const application = (product: string, base: JsonObject, words: string): readonly Shipper[] => [
  { shipper: "its own JSON log", base, words },
  {
    shipper: "ECS logging",
    base: {
      "@timestamp": TIME,
      service: { name: "shop", language: { name: product }, framework: { name: product } },
      log: { level: "ERROR" },
      event: { dataset: "shop.log" },
      message: "",
    },
    words: "message",
  },
];
const JAVA: JsonObject = {
  "@timestamp": TIME,
  "@version": "1",
  message: "failed",
  logger_name: "com.example.Shop",
  thread_name: "main",
  level: "ERROR",
};

export const OTHER: { readonly [source: string]: readonly Shipper[] } = {
  "linux/auditd": AUDITD,
  "linux/process_creation": [
    sysmonForLinux(1),
    ecs("linux", "process", "start", "exec"),
    {
      shipper: "Laurel",
      base: {
        ID: "1773046800.123:77",
        NODE: "h",
        SYSCALL: { arch: "0xc000003e", syscall: 59, exe: "/x" },
        EXECVE: { argc: 1, ARGV: ["x"] },
      },
      places: {
        Image: "SYSCALL.exe",
        CommandLine: (value) => ({ EXECVE: { ARGV: String(value).split(" ") } }),
        ParentImage: "PARENT_INFO.exe",
        ParentCommandLine: (value) => ({ PARENT_INFO: { ARGV: String(value).split(" ") } }),
        CurrentDirectory: "CWD.cwd",
        User: "SYSCALL.UID",
        LogonId: "SYSCALL.auid",
      },
    },
  ],
  "linux/file_event": [sysmonForLinux(11), ecs("linux", "file", "creation", "creation")],
  "linux/network_connection": [sysmonForLinux(3), ecs("linux", "network", "start", "connection_attempted")],
  "macos/process_creation": [
    ecs("macos", "process", "start", "exec"),
    {
      shipper: "eslogger",
      base: ESF,
      places: {
        Image: "event.exec.target.executable.path",
        CommandLine: (value) => ({ event: { exec: { args: String(value).split(" ") } } }),
        ParentImage: "process.executable.path",
        OriginalFileName: () => ({}),
      },
    },
  ],
  "macos/file_event": [
    ecs("macos", "file", "creation", "creation"),
    {
      shipper: "eslogger",
      base: { event_type: 13, time: TIME, process: { executable: { path: "/x" } }, event: { create: {} } },
      places: { Image: "process.executable.path", TargetFilename: "event.create.destination.existing_file.path" },
    },
  ],
  "linux/auth": programs("login"),
  "linux/clamav": programs("clamd"),
  "linux/cron": programs("crond"),
  "linux/guacamole": programs("guacd"),
  "linux/sshd": programs("sshd"),
  "linux/syslog": programs("named"),
  "linux/vsftpd": programs("vsftpd"),
  "linux/sudo": [
    {
      shipper: "rsyslog",
      base: {},
      line: (asked, words) => ({
        program: "sudo",
        message: `ann : TTY=pts/0 ; PWD=/ ; ${asked.map(([name, value]) => `${name}=${value}`).join(" ; ")} ; COMMAND=/bin/sh ${words}`,
      }),
    },
  ],
  linux: programs("bash"),
  "cisco/aaa": device("%PARSER-5-CFGLOG_LOGGEDCMD: User:ann  logged command:"),
  "cisco/bgp": device("%IP-TCP-3-BADAUTH: Invalid MD5 digest from 10.0.0.1:179 to 10.0.0.2"),
  "cisco/ldp": device("%LDP-5-NBRCHG:"),
  "cisco/syslog": device("%SYS-5-CONFIG_I: Configured from console"),
  "huawei/bgp": device("%%01BGP/3/BGP_AUTH_FAILED(l)[5]:"),
  "juniper/bgp": device("/kernel: tcp_auth_ok: Packet from 10.0.0.1:179"),
  "fortigate/event": [
    { shipper: "JSON", base: { devid: "FGT60", devname: "fw", logid: "0100044546", type: "event", subtype: "system" } },
    {
      shipper: "lines as JSON",
      base: {},
      line: pairs(
        'date=2026-03-09 devname="fw" devid="FGT60" logid="0100044546" type="event" subtype="system"',
        (message) => ({ host: "fw", message }),
        true,
      ),
    },
  ],
  "fortios/sslvpnd": [
    {
      shipper: "lines as JSON",
      base: {},
      line: pairs('devname="fw" devid="FGT60" logid="0100044546" type="event"', (message) => ({ message }), true),
    },
  ],
  "paloalto/appliance/globalprotect": [
    { shipper: "file by a collector", base: { log: { file: { path: "/var/log/pan/gpsvc.log" } }, message: "" } },
  ],
  "paloalto/file_event/globalprotect": [
    {
      shipper: "says so itself",
      base: {
        "callout.product": "paloalto",
        "callout.service": "globalprotect",
        event: { category: "file", type: "creation", action: "creation" },
      },
      places: PROCESS,
    },
  ],
  "opencanary/application": [
    { shipper: "OpenCanary", base: { dst_host: "h", local_time: "2026-03-09 09:00:00.1", node_id: "n", logdata: {}, logtype: 0 } },
  ],
  "zeek/dce_rpc": zeek("dce_rpc"),
  "zeek/dns": zeek("dns"),
  "zeek/http": zeek("http", { "c-useragent": "user_agent", "c-uri": "uri" }),
  "zeek/kerberos": zeek("kerberos"),
  "zeek/rdp": zeek("rdp"),
  "zeek/smb_files": zeek("smb_files"),
  "zeek/x509": zeek("x509"),
  "django/application": application(
    "django",
    { "@timestamp": TIME, name: "django.security", levelname: "ERROR", pathname: "/a.py", message: "" },
    "message",
  ),
  "python/application": application(
    "python",
    { "@timestamp": TIME, name: "shop", levelname: "ERROR", funcName: "f", pathname: "/a.py", message: "" },
    "message",
  ),
  "jvm/application": application("java", JAVA, "stack_trace"),
  "spring/application": application("spring", { ...JAVA, logger_name: "org.springframework.web.Dispatcher" }, "message"),
  "velocity/application": application("velocity", { ...JAVA, logger_name: "org.apache.velocity.app" }, "message"),
  "nodejs/application": application("node.js", { level: 50, time: 1773046800000, pid: 1, hostname: "h", msg: "" }, "msg"),
  "ruby_on_rails/application": application(
    "Ruby on Rails",
    { level: "ERROR", message: "", exception: "ActionController::BadRequest" },
    "message",
  ),
  "sql/application": application(
    "sql",
    { ...JAVA, logger_name: "org.hibernate.engine.jdbc.spi.SqlExceptionHelper", stack_trace: "java.sql.SQLException: x" },
    "message",
  ),
};
