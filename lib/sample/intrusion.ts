import type { Machine } from "./machine.ts";

const ANA = "CORP\\ana.ruiz";
const MSBUILD = "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe";
const PROJECT = "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\inv-2291\\invoice.csproj";
const SECOND = 1_000;

/** A document that builds a project: Word starts a shell, the shell MSBuild, and MSBuild calls out to a rented server. */
export function intrusion(machine: Machine, at: number): void {
  const explorer = machine.existing(at - 5 * 3_600_000, "C:\\Windows\\explorer.exe", "C:\\Windows\\Explorer.EXE", ANA);
  const outlook = machine.start(at - 2 * 3_600_000, explorer, {
    image: "C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE",
    commandLine: '"C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE"',
    user: ANA,
  });
  machine.resolve(at - 2 * 3_600_000 + SECOND, outlook, "outlook.office365.com", ["52.97.146.178"]);
  machine.connect(at - 2 * 3_600_000 + 2 * SECOND, outlook, { address: "52.97.146.178", port: 443, name: "outlook.office365.com" });
  const word = machine.start(at, outlook, {
    image: "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE",
    commandLine:
      '"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "C:\\Users\\ana.ruiz\\Downloads\\Invoice 2291.docm" /o ""',
    user: ANA,
    original: "WinWord.exe",
    directory: "C:\\Users\\ana.ruiz\\Downloads\\",
  });
  machine.create(at + 41 * SECOND, word, PROJECT);
  machine.create(at + 41 * SECOND + 120, word, "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\inv-2291\\build.cmd");
  const shell = machine.start(at + 43 * SECOND, word, {
    image: "C:\\Windows\\System32\\cmd.exe",
    commandLine: "cmd.exe /c C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\inv-2291\\build.cmd",
    user: ANA,
    original: "Cmd.Exe",
    directory: "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\inv-2291\\",
  });
  const msbuild = machine.start(at + 44 * SECOND, shell, {
    image: MSBUILD,
    commandLine: `${MSBUILD} /nologo /noconsolelogger ${PROJECT}`,
    user: ANA,
    original: "MSBuild.exe",
    directory: "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\inv-2291\\",
  });
  machine.load(at + 44 * SECOND + 300, msbuild, "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Microsoft.Build.Tasks.v4.0.dll");
  machine.create(at + 45 * SECOND, msbuild, "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\3kxq1zbw.cs");
  const compiler = machine.start(at + 45 * SECOND + 200, msbuild, {
    image: "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\csc.exe",
    commandLine:
      '"C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\csc.exe" /noconfig /fullpaths @"C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\3kxq1zbw.cmdline"',
    user: ANA,
    original: "csc.exe",
  });
  machine.create(at + 45 * SECOND + 700, compiler, "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\3kxq1zbw.dll");
  machine.stop(at + 46 * SECOND, compiler);
  machine.load(at + 46 * SECOND + 50, msbuild, "C:\\Users\\ana.ruiz\\AppData\\Local\\Temp\\3kxq1zbw.dll");
  machine.resolve(at + 46 * SECOND + 200, msbuild, "cdn-telemetry-sync.example", ["95.217.228.176"]);
  machine.connect(at + 46 * SECOND + 400, msbuild, { address: "95.217.228.176", port: 8443, name: "cdn-telemetry-sync.example" });
  for (let beat = 1; beat <= 9; beat++) {
    machine.connect(at + (46 + beat * 60) * SECOND + ((beat * 7_919) % 4_000), msbuild, { address: "95.217.228.176", port: 8443 });
  }
  machine.connect(at + 200 * SECOND, msbuild, { address: "2a01:4f9:c010:7f::1", port: 8443 });
  const who = machine.start(at + 230 * SECOND, msbuild, {
    image: "C:\\Windows\\System32\\whoami.exe",
    commandLine: "whoami /groups",
    user: ANA,
    original: "whoami.exe",
  });
  machine.stop(at + 230 * SECOND + 90, who);
  const net = machine.start(at + 236 * SECOND, msbuild, {
    image: "C:\\Windows\\System32\\net.exe",
    commandLine: 'net group "Domain Admins" /domain',
    user: ANA,
    original: "net.exe",
  });
  machine.connect(at + 237 * SECOND, net, { address: "10.20.0.10", port: 389, name: "dc01.corp.example" });
  machine.stop(at + 238 * SECOND, net);
  machine.setValue(
    at + 260 * SECOND,
    msbuild,
    "HKU\\S-1-5-21-3461203602-4096304019-2269080069-1114\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\InvoiceHelper",
    `${MSBUILD} /nologo ${PROJECT}`,
  );
  machine.stop(at + 300 * SECOND, shell);
}
