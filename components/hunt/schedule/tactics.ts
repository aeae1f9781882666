/** ATT&CK's tactics for enterprises, in the order of an attack, as Sentinel writes them. */
export const TACTICS: readonly string[] = [
  "Reconnaissance",
  "ResourceDevelopment",
  "InitialAccess",
  "Execution",
  "Persistence",
  "PrivilegeEscalation",
  "DefenseEvasion",
  "CredentialAccess",
  "Discovery",
  "LateralMovement",
  "Collection",
  "CommandAndControl",
  "Exfiltration",
  "Impact",
];

/** `CommandAndControl` as people write it. */
export function tacticLabel(tactic: string): string {
  return tactic.replace(/([a-z])([A-Z])/g, "$1 $2").replace(" And ", " and ");
}

const TECHNIQUE = /^T\d{4}(?:\.\d{3})?$/;

/** Techniques in any spelling: `t1071, T1059.001`; what is none is named. */
export function readTechniques(texts: readonly string[]): { readonly techniques: readonly string[]; readonly wrong: readonly string[] } {
  const words = texts
    .map((text) =>
      text
        .trim()
        .replace(/^attack\./i, "")
        .toUpperCase(),
    )
    .filter((text) => text !== "");
  return { techniques: [...new Set(words.filter((word) => TECHNIQUE.test(word)))], wrong: words.filter((word) => !TECHNIQUE.test(word)) };
}

/** The column that most likely names an entity: by the names tables give them. */
export function likelyColumn(kind: "host" | "account" | "process" | "address", columns: readonly string[]): string | null {
  const wanted: { readonly [K in typeof kind]: readonly string[] } = {
    host: ["DeviceName", "Computer", "HostName", "host.name", "DeviceId"],
    account: ["AccountName", "InitiatingProcessAccountName", "TargetUserName", "SubjectUserName", "UserName", "user.name", "Account"],
    process: ["InitiatingProcessId", "ProcessId", "process.pid", "process.entity_id"],
    address: ["RemoteIP", "DestinationIP", "IpAddress", "SourceIP", "destination.ip", "source.ip", "LocalIP"],
  };
  return wanted[kind].find((name) => columns.includes(name)) ?? null;
}
