import type { JsonObject } from "#core/event/value";

/** Names that fold, escape and spell in every way that could part the store's opinion from the query's. */
export const NAMES = [
  "msbuild.exe",
  "MSBuild.exe",
  "\u212aerberos.exe",
  "kerberos.exe",
  "İnstaller.exe",
  "installer.exe",
  "100%_sure.exe",
  "100a_sure.exe",
  "-",
  "",
  'quo"te.exe',
  "straße.exe",
] as const;
export const ADDRESSES = [
  "10.1.2.3",
  "8.8.8.8",
  "172.16.0.9",
  "203.0.113.7",
  "::ffff:10.1.2.3",
  "2001:db8::1",
  "fe80::1",
  "not an address",
  "",
] as const;
export const PORTS = ["443", "80", "8443", "0", "70000", "0x1bb", ""] as const;
const FOLDERS = ["C:\\Windows\\System32\\", "C:\\Temp\\a b\\", "\\\\server\\share\\", ""] as const;
export const LINES = ["x -enc AAAA", 'c "q" \\d', "MIMIKATZ\tkeys", "Kelvin \u212aey", "k\u00e9y 100% _", ""] as const;

const guid = (n: number) => `{${n.toString(16).padStart(8, "0")}-4a98-5ee0-1704-000000000300}`;

/** One event out of a number: each of five sensors in turn, each value from its own digit. */
export function oddEvent(n: number, host: string, at: number): JsonObject {
  const pick = <T>(items: readonly T[], step: number): T => items[Math.floor(n / step) % items.length] as T;
  const time = new Date(at).toISOString();
  const [name, line, port] = [pick(NAMES, 5), pick(LINES, 3), pick(PORTS, 11)];
  const [remote, local] = [pick(ADDRESSES, 7), pick(ADDRESSES, 13)];
  const image = `${pick(FOLDERS, 17)}${name}`;
  switch (n % 5) {
    case 0:
      return {
        ...sysmon(n, host, time, 3, image),
        Protocol: pick(["tcp", "udp"], 2),
        Initiated: pick(["true", "false"], 9),
        SourceIp: local,
        SourcePort: "50000",
        DestinationIp: remote,
        DestinationPort: port,
      };
    case 1:
      return {
        ...sysmon(n, host, time, 1, image),
        CommandLine: line,
        ParentImage: `${pick(FOLDERS, 19)}${pick(NAMES, 23)}`,
        ParentCommandLine: pick(LINES, 29),
      };
    case 2:
      return {
        ...sysmon(n, host, time, pick([11, 7, 13, 22], 5), image),
        TargetFilename: `C:\\x\\${name}`,
        ImageLoaded: `C:\\x\\${name}`,
        TargetObject: `HKLM\\SOFTWARE\\${name}`,
        EventType: "SetValue",
        Details: line,
        QueryName: line,
      };
    case 3:
      return {
        Timestamp: time.replace("Z", "7Z"),
        DeviceName: pick([host, host.toUpperCase(), `${host}.`, ""], 5),
        DeviceId: `id-${host}`,
        ActionType: pick(["ConnectionSuccess", "ProcessCreated", "FileCreated", "InboundConnectionAccepted", "OddAction"], 5),
        ReportId: n,
        FileName: pick([name, [name, "b.exe"]], 31),
        FolderPath: image,
        ProcessCommandLine: line,
        InitiatingProcessFileName: pick([pick(NAMES, 37), ["a.exe", name]], 41) as string,
        InitiatingProcessFolderPath: image,
        InitiatingProcessCommandLine: line,
        RemoteIP: remote,
        RemotePort: pick([Number(port) || 0, port], 2),
        RemoteIPType: pick(["Public", "Private", ""], 7),
        LocalIP: local,
        Protocol: pick(["Tcp", "TcpV4"], 3),
      };
    default:
      return {
        "@timestamp": time,
        agent: { type: "endpoint", version: "8.11.0" },
        ecs: { version: "8.10.0" },
        data_stream: { dataset: `endpoint.events.${pick(["network", "process"], 5)}` },
        event: {
          category: [pick(["network", "process"], 5)],
          type: ["start"],
          action: pick(["connection_attempted", "start"], 5),
          kind: "event",
          id: `e${n}`,
          dataset: `endpoint.events.${pick(["network", "process"], 5)}`,
          module: "endpoint",
        },
        host: { name: host, os: { type: "windows" } },
        process: { name: pick([name, [name, "second.exe"], [name]], 2), executable: image, command_line: line, pid: n, entity_id: `p${n}` },
        source: { ip: local, port: 50_000 },
        destination: { ip: remote, port: Number(port) || 0 },
      } as JsonObject;
  }
}

function sysmon(n: number, host: string, time: string, eventId: number, image: string): JsonObject {
  return {
    EventTime: time.slice(0, 19).replace("T", " "),
    UtcTime: time.slice(0, 23).replace("T", " "),
    "@timestamp": time,
    Hostname: host,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    SourceName: "Microsoft-Windows-Sysmon",
    EventID: eventId,
    RecordNumber: n + 1,
    ProcessGuid: guid(n),
    ProcessId: String(1_000 + n),
    Image: image,
    User: "CORP\\ann",
    Hashes: "MD5=00112233445566778899AABBCCDDEEFF,SHA256=AA",
  };
}
