import type { JsonObject } from "#core/event/value";
import { createRandom } from "./random.ts";

type Random = ReturnType<typeof createRandom>;

const START = Date.UTC(2026, 0, 5, 8);
const FOLDERS = [
  "C:\\Windows\\System32",
  "C:\\Windows\\SysWOW64",
  "C:\\Program Files\\Contoso\\Agent",
  "C:\\Program Files (x86)\\Common Files",
];
const PROGRAMS = [
  "svchost.exe",
  "powershell.exe",
  "cmd.exe",
  "MSBuild.exe",
  "msiexec.exe",
  "rundll32.exe",
  "chrome.exe",
  "agent.exe",
  "conhost.exe",
  "wmiprvse.exe",
];
const SWITCHES = [
  "/nologo",
  "-NoProfile",
  "/c dir",
  "/i setup.msi /qn",
  "-k netsvcs -p",
  "--type=renderer",
  "/p:Configuration=Release",
  "-Embedding",
];

/** Parts in a hundred of what an endpoint sensor sends, and how Sysmon would write each. */
const MIX: readonly (readonly [parts: number, eventId: number, fields: (random: Random) => JsonObject])[] = [
  [8, 1, processCreation],
  [
    23,
    7,
    (random) => ({
      ImageLoaded: `${random.pick(FOLDERS)}\\${random.hex(8)}.dll`,
      FileVersion: "10.0.19041.1",
      Signed: "true",
      Signature: "Contoso Ltd",
      Hashes: hashes(random),
    }),
  ],
  [
    26,
    13,
    (random) => ({
      EventType: "SetValue",
      TargetObject: `HKLM\\SOFTWARE\\Contoso\\${random.hex(12)}\\Run`,
      Details: `DWORD (0x${random.hex(8)})`,
    }),
  ],
  [
    16,
    11,
    (random) => ({ TargetFilename: `C:\\ProgramData\\Contoso\\cache\\${random.hex(16)}.tmp`, CreationUtcTime: "2026-01-05 08:00:00.000" }),
  ],
  [12, 3, connection],
  [
    6,
    22,
    (random) => ({
      QueryName: `${random.hex(6)}.contoso.example`,
      QueryStatus: "0",
      QueryResults: `::ffff:20.37.${random.below(256)}.${random.below(256)};`,
    }),
  ],
  [
    9,
    10,
    (random) => ({
      TargetImage: `C:\\Windows\\System32\\${random.pick(PROGRAMS)}`,
      GrantedAccess: "0x1410",
      CallTrace: `C:\\Windows\\SYSTEM32\\ntdll.dll+${random.hex(5)}|C:\\Windows\\System32\\KERNELBASE.dll+${random.hex(5)}`,
    }),
  ],
];

/** Sysmon events as NXLog ships them, flat. The same ones every time; they attack nobody. */
export function syntheticEvents(count: number): readonly JsonObject[] {
  const random = createRandom(7);
  const wheel = MIX.flatMap((kind) => Array<(typeof MIX)[number]>(kind[0]).fill(kind));
  return Array.from({ length: count }, (_, index) => {
    const [, eventId, fields] = random.pick(wheel);
    const time = new Date(START + index * 7).toISOString();
    return {
      "@timestamp": time,
      EventTime: time.slice(0, 19).replace("T", " "),
      Hostname: `HOST-${random.below(40)}.contoso.example`,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      SourceName: "Microsoft-Windows-Sysmon",
      EventType: "INFO",
      EventID: eventId,
      RecordNumber: 100_000 + index,
      RuleName: "-",
      UtcTime: time.slice(0, 23).replace("T", " "),
      ProcessGuid: guid(random),
      ProcessId: String(1_000 + random.below(9_000)),
      Image: `${random.pick(FOLDERS)}\\${random.pick(PROGRAMS)}`,
      User: `CONTOSO\\user${random.below(200)}`,
      ...fields(random),
    };
  });
}

function processCreation(random: Random): JsonObject {
  const program = random.pick(PROGRAMS);
  return {
    FileVersion: "10.0.19041.1",
    Description: "Contoso component",
    Product: "Contoso",
    Company: "Contoso Ltd",
    OriginalFileName: program,
    CommandLine: `"${random.pick(FOLDERS)}\\${program}" ${random.pick(SWITCHES)} ${random.hex(12)}`,
    CurrentDirectory: "C:\\Windows\\system32\\",
    LogonGuid: guid(random),
    LogonId: `0x${random.hex(6)}`,
    TerminalSessionId: "1",
    IntegrityLevel: random.pick(["Medium", "High", "System"]),
    Hashes: hashes(random),
    ParentProcessGuid: guid(random),
    ParentProcessId: String(1_000 + random.below(9_000)),
    ParentImage: `${random.pick(FOLDERS)}\\${random.pick(PROGRAMS)}`,
    ParentCommandLine: `${random.pick(PROGRAMS)} ${random.pick(SWITCHES)}`,
  };
}

function connection(random: Random): JsonObject {
  return {
    Protocol: "tcp",
    Initiated: random.pick(["true", "false"]),
    SourceIsIpv6: "false",
    SourceIp: `10.0.${random.below(256)}.${random.below(256)}`,
    SourceHostname: "-",
    SourcePort: String(49_152 + random.below(16_000)),
    DestinationIsIpv6: "false",
    DestinationIp: `20.37.${random.below(256)}.${random.below(256)}`,
    DestinationHostname: "-",
    DestinationPort: random.pick(["443", "80", "8080", "53"]),
  };
}

function guid(random: Random): string {
  return `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`;
}

function hashes(random: Random): string {
  return `MD5=${random.hex(32)},SHA256=${random.hex(64)},IMPHASH=${random.hex(32)}`;
}
