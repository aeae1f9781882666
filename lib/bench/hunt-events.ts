import type { JsonObject } from "#core/event/value";
import { createRandom } from "./random.ts";

type Random = ReturnType<typeof createRandom>;

/** The last instant of the events; hunts look back from it. */
export const HUNT_END = Date.UTC(2026, 5, 30);
const DAYS = 30;
const HOSTS = 400;
const COMMON = [
  "svchost.exe",
  "chrome.exe",
  "msedge.exe",
  "lsass.exe",
  "agent.exe",
  "teams.exe",
  "onedrive.exe",
  "powershell.exe",
  "firefox.exe",
];

const guid = (random: Random) => `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`;
const hashes = (random: Random) => `MD5=${random.hex(32)},SHA256=${random.hex(64)},IMPHASH=${random.hex(32)}`;
const privateAddress = (random: Random) => `10.${random.below(16)}.${random.below(256)}.${random.below(254) + 1}`;
const publicAddress = (random: Random) =>
  `${random.pick([13, 20, 23, 34, 52, 95, 104, 142, 151, 185])}.${random.below(256)}.${random.below(256)}.${random.below(254) + 1}`;

/** Nine in ten of the programs are few; the others are many, and one host in a hundred has one of its own. */
function program(random: Random, host: number): string {
  const wheel = random.below(1_000);
  if (wheel < 930) return random.pick(COMMON);
  if (wheel < 931) return "MSBuild.exe";
  return wheel < 990 ? `tool${random.below(300)}.exe` : `only-${host}.exe`;
}

/** As Sysmon would write them; a third of the addresses are inside, and nearly all ports are of the web. */
function connection(random: Random): JsonObject {
  const isInside = random.below(3) === 0;
  return {
    EventID: 3,
    Protocol: random.below(10) === 0 ? "udp" : "tcp",
    Initiated: random.below(10) === 0 ? "false" : "true",
    SourceIp: privateAddress(random),
    SourcePort: String(49_152 + random.below(16_000)),
    DestinationIp: isInside ? privateAddress(random) : publicAddress(random),
    DestinationPort:
      random.below(20) > 0
        ? random.pick(["443", "80"])
        : random.pick(["8080", "53", "8443", "4444", "22", "3389", String(1_024 + random.below(40_000))]),
  };
}

/** Parts in a hundred of what an endpoint sensor sends. */
const MIX: readonly (readonly [parts: number, fields: (random: Random, image: string) => JsonObject])[] = [
  [
    8,
    (random, image) => ({
      EventID: 1,
      OriginalFileName: image.split("\\").at(-1) ?? "",
      Company: "Contoso Ltd",
      CommandLine: `"${image}" ${random.pick(["/c dir", "-NoProfile -enc", "/nologo", "--type=renderer", "-k netsvcs"])} ${random.hex(24)}`,
      CurrentDirectory: "C:\\Windows\\system32\\",
      LogonId: `0x${random.hex(6)}`,
      IntegrityLevel: random.pick(["Medium", "High", "System"]),
      Hashes: hashes(random),
      ParentProcessGuid: guid(random),
      ParentProcessId: String(random.below(9_000)),
      ParentImage: `C:\\Windows\\${random.pick(COMMON)}`,
      ParentCommandLine: `C:\\Windows\\${random.pick(COMMON)} ${random.hex(8)}`,
    }),
  ],
  [
    23,
    (random) => ({
      EventID: 7,
      ImageLoaded: `C:\\Windows\\System32\\${random.hex(8)}.dll`,
      Signed: "true",
      Signature: "Contoso Ltd",
      Hashes: hashes(random),
    }),
  ],
  [
    26,
    (random) => ({
      EventID: 13,
      EventType: "SetValue",
      TargetObject: `HKLM\\SOFTWARE\\Contoso\\${random.hex(12)}\\Run`,
      Details: `DWORD (0x${random.hex(8)})`,
    }),
  ],
  [
    16,
    (random) => ({
      EventID: 11,
      TargetFilename: `C:\\ProgramData\\Contoso\\cache\\${random.hex(16)}.tmp`,
      CreationUtcTime: "2026-01-05 08:00:00.000",
    }),
  ],
  [12, connection],
  [
    6,
    (random) => ({
      EventID: 22,
      QueryName: `${random.hex(6)}.contoso.example`,
      QueryStatus: "0",
      QueryResults: `::ffff:20.37.1.${random.below(256)};`,
    }),
  ],
  [
    9,
    (random) => ({
      EventID: 10,
      TargetImage: `C:\\Windows\\System32\\${random.pick(COMMON)}`,
      GrantedAccess: "0x1410",
      CallTrace: `C:\\Windows\\SYSTEM32\\ntdll.dll+${random.hex(5)}`,
    }),
  ],
];

/** Thirty days of a fleet, in the order of time: the same ones every time. */
export function* huntEvents(count: number): Generator<JsonObject> {
  const random = createRandom(11);
  const wheel = MIX.flatMap((kind) => Array<(typeof MIX)[number]>(kind[0]).fill(kind));
  const start = HUNT_END - DAYS * 86_400_000;
  for (let index = 0; index < count; index++) {
    const host = random.below(HOSTS);
    const image = `C:\\Program Files\\Contoso\\${program(random, host)}`;
    const time = new Date(start + Math.floor((index / count) * DAYS * 86_400_000)).toISOString();
    const [, fields] = random.pick(wheel);
    yield {
      EventTime: time.slice(0, 19).replace("T", " "),
      Hostname: `HOST-${host}.contoso.example`,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      SourceName: "Microsoft-Windows-Sysmon",
      RecordNumber: index + 1,
      RuleName: "-",
      UtcTime: time.slice(0, 23).replace("T", " "),
      ProcessGuid: guid(random),
      ProcessId: String(1_000 + random.below(9_000)),
      Image: image,
      User: `CONTOSO\\user${random.below(200)}`,
      ...fields(random, image),
    };
  }
}
