import type { EventClass } from "./class.ts";

/** A Windows log and the data set in which Elastic's integrations keep it. Names are compared without case. */
export interface WindowsLog {
  readonly dataset: string;
  readonly channels: readonly string[];
  /** Tell the log where a collector lost the channel or wrote its own. */
  readonly providers: readonly string[];
}

const WINDOWS = "Microsoft-Windows-";
const log = (dataset: string, channels: readonly string[], ...providers: readonly string[]): WindowsLog => ({
  dataset,
  channels,
  providers,
});

/** The logs that Elastic's `windows` and `system` integrations collect by themselves; others come as forwarded ones. */
export const WINDOWS_LOGS: readonly WindowsLog[] = [
  log("windows.sysmon_operational", [`${WINDOWS}Sysmon/Operational`], `${WINDOWS}Sysmon`),
  log("system.security", ["Security"], `${WINDOWS}Security-Auditing`, `${WINDOWS}Eventlog`),
  log("system.system", ["System"], "Service Control Manager"),
  log("system.application", ["Application"], "MsiInstaller", "Application Error"),
  log("windows.powershell_operational", [`${WINDOWS}PowerShell/Operational`, "PowerShellCore/Operational"], `${WINDOWS}PowerShell`),
  log("windows.powershell", ["Windows PowerShell"], "PowerShell"),
  log("windows.windows_defender", [`${WINDOWS}Windows Defender/Operational`], `${WINDOWS}Windows Defender`),
  log("windows.applocker_exe_and_dll", [`${WINDOWS}AppLocker/EXE and DLL`]),
  log("windows.applocker_msi_and_script", [`${WINDOWS}AppLocker/MSI and Script`]),
  log("windows.applocker_packaged_app_deployment", [`${WINDOWS}AppLocker/Packaged app-Deployment`]),
  log("windows.applocker_packaged_app_execution", [`${WINDOWS}AppLocker/Packaged app-Execution`]),
];

/** Whatever a collector forwards, and every log without a data set of its own. */
export const FORWARDED = "windows.forwarded";

const BY_CHANNEL: ReadonlyMap<string, string> = new Map(
  WINDOWS_LOGS.flatMap(({ dataset, channels }) => channels.map((channel) => [channel.toLowerCase(), dataset] as const)),
);
const BY_PROVIDER: ReadonlyMap<string, string> = new Map(
  WINDOWS_LOGS.flatMap(({ dataset, providers }) => providers.map((provider) => [provider.toLowerCase(), dataset] as const)),
);

export function windowsDataset(channel: string, provider: string): string {
  const own = BY_CHANNEL.get(channel.toLowerCase());
  if (own !== undefined) return own;
  const isLost = channel === "" || channel.toLowerCase() === "forwardedevents";
  return (isLost ? BY_PROVIDER.get(provider.toLowerCase()) : undefined) ?? FORWARDED;
}

/** Elastic Defend's data set of an event that does not name its own; undefined where its class does not tell. */
export function endpointDataset(kind: EventClass): string | undefined {
  if (kind.startsWith("process_")) return "endpoint.events.process";
  if (kind.startsWith("network_") || kind === "dns_query") return "endpoint.events.network";
  if (kind.startsWith("file_")) return "endpoint.events.file";
  if (kind.startsWith("registry_")) return "endpoint.events.registry";
  if (kind === "image_load" || kind === "driver_load") return "endpoint.events.library";
  return kind === "logon" || kind === "logoff" ? "endpoint.events.security" : undefined;
}

/** The data set of an index or data stream: `.ds-logs-okta.system-default-2026.01.01-000001` holds `okta.system`. */
export function datasetOfIndex(index: string): string | undefined {
  return /^(?:\.ds-)?logs-([a-z0-9_.]+)(?:-|$)/.exec(index)?.[1];
}
