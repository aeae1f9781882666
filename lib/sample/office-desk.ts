import type { Machine } from "./machine.ts";

const BO = "CORP\\bo.lind";
const SYSTEM = "NT AUTHORITY\\SYSTEM";
const EDGE = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";

/** An ordinary desk: browsing, software that the management agent installs over HTTP, and one program nobody else has. */
export function officeDesk(machine: Machine, at: number): void {
  const explorer = machine.existing(at - 3_600_000, "C:\\Windows\\explorer.exe", "C:\\Windows\\Explorer.EXE", BO);
  const services = machine.existing(at - 86_400_000, "C:\\Windows\\System32\\services.exe", "C:\\Windows\\system32\\services.exe", SYSTEM);
  const edge = machine.start(at, explorer, {
    image: EDGE,
    commandLine: `"${EDGE}" --profile-directory=Default`,
    user: BO,
    original: "msedge.exe",
  });
  const sites = [
    ["www.bing.com", "204.79.197.200"],
    ["github.com", "140.82.121.4"],
    ["www.wikipedia.org", "185.15.59.224"],
    ["login.microsoftonline.com", "20.190.159.2"],
  ] as const;
  for (const [index, [name, address]] of [...sites, ...sites, ...sites].entries()) {
    machine.resolve(at + index * 301_000 + 1_000, edge, name, [address]);
    machine.connect(at + index * 301_000 + 1_400, edge, { address, port: 443, name });
  }
  managedInstalls(machine, at + 40 * 60_000, services);
  rareProgram(machine, at + 95 * 60_000, explorer);
}

function managedInstalls(machine: Machine, at: number, services: ReturnType<Machine["existing"]>): void {
  const manager = machine.start(at - 600_000, services, {
    image: "C:\\Windows\\CCM\\CcmExec.exe",
    commandLine: "C:\\Windows\\CCM\\CcmExec.exe",
    user: SYSTEM,
    integrity: "System",
  });
  const installer = machine.start(at - 300_000, services, {
    image: "C:\\Windows\\System32\\msiexec.exe",
    commandLine: "C:\\Windows\\system32\\msiexec.exe /V",
    user: SYSTEM,
    integrity: "System",
    original: "msiexec.exe",
  });
  const packages = [
    ["https://downloads.7-zip.example/7z2600-x64.msi", "104.16.132.229", 443],
    ["https://dl.collab.example/desk-client-5.2.msi", "104.16.133.229", 443],
    ["http://packages.corp.example/vpn/vpn-9.1.msi", "10.20.0.15", 80],
  ] as const;
  for (const [index, [url, address, port]] of packages.entries()) {
    const began = at + index * 900_000;
    const client = machine.start(began, manager, {
      image: "C:\\Windows\\System32\\msiexec.exe",
      commandLine: `msiexec.exe /i ${url} /qn /norestart`,
      user: SYSTEM,
      integrity: "System",
      original: "msiexec.exe",
    });
    machine.connect(began + 1_900, installer, { address, port, name: new URL(url).hostname });
    machine.connect(began + 7_000, installer, { address: "23.55.163.48", port: 80, name: "ocsp.digicert.com" });
    machine.create(began + 9_000, installer, `C:\\Windows\\Installer\\3f2a${index}1.msi`);
    machine.stop(began + 21_000, client);
  }
}

function rareProgram(machine: Machine, at: number, explorer: ReturnType<Machine["existing"]>): void {
  const sync = machine.start(at, explorer, {
    image: "C:\\ProgramData\\PaperSync\\papersync.exe",
    commandLine: '"C:\\ProgramData\\PaperSync\\papersync.exe" --tray',
    user: BO,
    original: "psync-agent.exe",
    company: "-",
  });
  machine.resolve(at + 2_000, sync, "relay.papersync.example", ["51.38.112.40"]);
  for (let hour = 0; hour < 5; hour++)
    machine.connect(at + 3_000 + hour * 3_600_000, sync, { address: "51.38.112.40", port: 4_443, name: "relay.papersync.example" });
  const helper = machine.start(at + 60_000, sync, {
    image: "C:\\Windows\\System32\\rundll32.exe",
    commandLine: "rundll32.exe C:\\ProgramData\\PaperSync\\psync.dll,Register",
    user: BO,
    original: "RUNDLL32.EXE",
  });
  machine.connect(at + 62_000, helper, { address: "51.38.112.40", port: 443, name: "relay.papersync.example" });
  machine.stop(at + 90_000, helper);
}
