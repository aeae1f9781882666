import type { Machine } from "./machine.ts";

const SERVICE = "CORP\\svc-build";
const MSBUILD = "C:\\Program Files\\Microsoft Visual Studio\\2022\\BuildTools\\MSBuild\\Current\\Bin\\amd64\\MSBuild.exe";
const REPOSITORIES = ["billing", "ledger", "portal", "reports"] as const;
const FEEDS = ["13.107.246.40", "13.107.213.40"] as const;
const BUILDS = 18;
const EVERY = 25 * 60_000;

/** The same programs, doing their job: an agent builds four repositories in turn, from a package feed and the one in the house. */
export function buildServer(machine: Machine, at: number): void {
  const services = machine.existing(
    at - 9 * 86_400_000,
    "C:\\Windows\\System32\\services.exe",
    "C:\\Windows\\system32\\services.exe",
    "NT AUTHORITY\\SYSTEM",
  );
  const agent = machine.start(at - 60_000, services, {
    image: "C:\\agent\\bin\\Agent.Listener.exe",
    commandLine: "C:\\agent\\bin\\Agent.Listener.exe run --startuptype service",
    user: SERVICE,
    integrity: "High",
    directory: "C:\\agent\\",
  });
  for (let build = 0; build < BUILDS; build++) {
    const began = at + build * EVERY + ((build * 131_071) % 90_000);
    const repository = REPOSITORIES[build % REPOSITORIES.length] ?? "billing";
    const folder = `C:\\agent\\_work\\${1 + (build % REPOSITORIES.length)}\\s\\`;
    const worker = machine.start(began, agent, {
      image: "C:\\agent\\bin\\Agent.Worker.exe",
      commandLine: `C:\\agent\\bin\\Agent.Worker.exe spawnclient ${1200 + build} ${1240 + build}`,
      user: SERVICE,
      integrity: "High",
      directory: "C:\\agent\\",
    });
    const msbuild = machine.start(began + 4_000, worker, {
      image: MSBUILD,
      commandLine: `"${MSBUILD}" ${folder}${repository}.sln /restore /m /p:Configuration=Release`,
      user: SERVICE,
      integrity: "High",
      original: "MSBuild.exe",
      directory: folder,
    });
    const feed = FEEDS[build % FEEDS.length] ?? FEEDS[0];
    machine.resolve(began + 5_000, msbuild, "api.nuget.org", [feed]);
    machine.connect(began + 5_300, msbuild, { address: feed, port: 443, name: "api.nuget.org" });
    machine.connect(began + 6_100, msbuild, { address: "10.20.0.15", port: 8081, name: "packages.corp.example" });
    const compiler = machine.start(began + 9_000, msbuild, {
      image: "C:\\Program Files\\Microsoft Visual Studio\\2022\\BuildTools\\MSBuild\\Current\\Bin\\Roslyn\\csc.exe",
      commandLine: `"C:\\Program Files\\Microsoft Visual Studio\\2022\\BuildTools\\MSBuild\\Current\\Bin\\Roslyn\\csc.exe" /noconfig @"${folder}obj\\${repository}.rsp"`,
      user: SERVICE,
      integrity: "High",
      original: "csc.exe",
    });
    machine.create(began + 12_000, compiler, `${folder}bin\\Release\\${repository}.dll`);
    machine.stop(began + 12_500, compiler);
    machine.stop(began + 14_000, msbuild);
    machine.stop(began + 15_000, worker);
  }
}
