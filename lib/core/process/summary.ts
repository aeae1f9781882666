import type { AddressContext } from "../enrichment/address-context.ts";
import type { EventClass } from "../event/class.ts";
import type { EpochMicros } from "../event/event.ts";

/** What the sentence is made of; every part may be missing. */
export interface Story {
  readonly class: EventClass;
  /** When the event happened, and when its process started. */
  readonly at?: EpochMicros;
  readonly startedAt?: EpochMicros;
  readonly process?: string;
  /** Names of the process's ancestors, nearest first. */
  readonly ancestors?: readonly string[];
  readonly user?: string;
  readonly host?: string;
  readonly direction?: "egress" | "ingress";
  readonly remote?: Remote;
  /** What was written, loaded, set, asked for or opened: a path, a registry value, a name. */
  readonly object?: string;
  /** How many events the alert holds. */
  readonly count?: number;
}

export interface Remote {
  readonly address?: string;
  readonly port?: number;
  readonly domain?: string;
  readonly context?: AddressContext;
}

/** `OBJECT` stands where the object goes; without one the shorter sentence is used. */
const VERB: { readonly [C in EventClass]: readonly [withObject: string, without: string] } = {
  process_creation: ["started as OBJECT", "started"],
  process_termination: ["ended", "ended"],
  network_connection: ["connected", "made a network connection"],
  network_disconnect: ["disconnected", "closed a network connection"],
  network_listen: ["listened on OBJECT", "opened a listening port"],
  dns_query: ["asked for the name OBJECT", "made a DNS query"],
  file_event: ["created OBJECT", "created a file"],
  file_change: ["changed OBJECT", "changed a file"],
  file_delete: ["deleted OBJECT", "deleted a file"],
  file_delete_detected: ["deleted OBJECT", "deleted a file"],
  file_rename: ["renamed a file to OBJECT", "renamed a file"],
  file_access: ["opened OBJECT", "opened a file"],
  create_stream_hash: ["created the stream OBJECT", "created a file stream"],
  file_block_executable: ["was kept from creating OBJECT", "was kept from creating an executable"],
  file_block_shredding: ["was kept from shredding OBJECT", "was kept from shredding a file"],
  file_executable_detected: ["created the executable OBJECT", "created an executable"],
  registry_add: ["created the registry key OBJECT", "created a registry key"],
  registry_delete: ["deleted OBJECT from the registry", "deleted from the registry"],
  registry_set: ["set the registry value OBJECT", "set a registry value"],
  registry_rename: ["renamed OBJECT in the registry", "renamed a registry object"],
  registry_event: ["created or deleted OBJECT in the registry", "changed the registry"],
  image_load: ["loaded OBJECT", "loaded a library"],
  driver_load: ["loaded the driver OBJECT", "loaded a driver"],
  create_remote_thread: ["started a thread in OBJECT", "started a thread in another process"],
  raw_access_thread: ["read OBJECT raw", "read a disk raw"],
  process_access: ["opened the process OBJECT", "opened another process"],
  process_tampering: ["had its image replaced", "had its image replaced"],
  pipe_created: ["created the pipe OBJECT", "created a pipe"],
  pipe_connected: ["connected to the pipe OBJECT", "connected to a pipe"],
  wmi_event: ["changed the WMI subscription OBJECT", "changed a WMI subscription"],
  clipboard_capture: ["changed the clipboard", "changed the clipboard"],
  sysmon_status: ["changed the state of Sysmon", "changed the state of Sysmon"],
  sysmon_error: ["made Sysmon report an error", "made Sysmon report an error"],
  ps_script: ["ran a PowerShell script block", "ran a PowerShell script block"],
  ps_module: ["ran a PowerShell command", "ran a PowerShell command"],
  ps_classic_start: ["started a PowerShell engine", "started a PowerShell engine"],
  ps_classic_provider_start: ["started a PowerShell provider", "started a PowerShell provider"],
  ps_classic_script: ["ran a PowerShell pipeline", "ran a PowerShell pipeline"],
  logon: ["logged on", "logged on"],
  logoff: ["logged off", "logged off"],
  antivirus: ["was reported as OBJECT", "was reported by the antivirus"],
  other: ["did something a rule looks for: OBJECT", "did something a rule looks for"],
};

/** Longer objects would push the rest of the sentence off the line. */
const OBJECT_LENGTH = 120;

function shorten(text: string): string {
  return text.length <= OBJECT_LENGTH ? text : `${text.slice(0, OBJECT_LENGTH - 1)}…`;
}

/** `started by WINWORD.EXE via cmd.exe`: the far end first, because that is where the question leads. */
function lineage(ancestors: readonly string[]): string {
  const known = ancestors.filter((name) => name !== "").slice(0, 3);
  const farthest = known.at(-1);
  if (farthest === undefined) return "";
  const between = known.slice(0, -1).reverse();
  return ` (started by ${farthest}${between.length > 0 ? ` via ${between.join(" and ")}` : ""})`;
}

function endpoint({ address, port, domain }: Remote): string | undefined {
  if (address === undefined) return domain === undefined ? undefined : port === undefined ? domain : `${domain}:${port}`;
  const host = port === undefined ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  return domain === undefined ? host : `${domain} at ${host}`;
}

/** `(AS9009 M247, RO)`; an address that belongs to nobody is called by its kind. */
function owner(context: AddressContext | undefined): string {
  if (!context) return "";
  if (context.kind !== "public") return ` (${context.kind})`;
  const network = [context.asn === undefined ? undefined : `AS${context.asn}`, context.organization]
    .filter((part) => part !== undefined)
    .join(" ");
  const parts = [network, context.country ?? ""].filter((part) => part !== "");
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

/** `1.8 s`, `3 min`, `2 h`, `5 d`; nothing under 0.05 s and nothing that runs backwards. */
function elapsed(from: EpochMicros, to: EpochMicros): string | undefined {
  const seconds = (to - from) / 1_000_000;
  if (seconds < 0) return undefined;
  if (seconds < 0.05) return "at once";
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function action(story: Story): string {
  const [withObject, without] = VERB[story.class];
  const there = story.remote && endpoint(story.remote);
  if (story.class === "network_connection" && there !== undefined) {
    const verb = story.direction === "ingress" ? "accepted a connection from" : "connected to";
    return `${verb} ${there}${owner(story.remote?.context)}`;
  }
  if (story.class === "logon" && there !== undefined) return `logged on from ${there}${owner(story.remote?.context)}`;
  return story.object === undefined || story.object === "" ? without : withObject.replace("OBJECT", () => shorten(story.object ?? ""));
}

function timing(story: Story): string {
  if (story.class === "process_creation" || story.at === undefined || story.startedAt === undefined) return "";
  const after = elapsed(story.startedAt, story.at);
  if (after === undefined) return "";
  return after === "at once" ? " as soon as it started" : ` ${after} after it started`;
}

/**
 * The one sentence at the top of an alert: who did what to whom, how it came to run, and where. Plain text; a part
 * that is not known is left out and never filled in.
 */
export function summarise(story: Story): string {
  const process = story.process === undefined || story.process === "" ? "A process" : story.process;
  const times = story.count !== undefined && story.count > 1 ? `, ${story.count} times` : "";
  const as = story.user === undefined || story.user === "" ? "" : ` as ${story.user}`;
  const on = story.host === undefined || story.host === "" || story.host === "unknown" ? "" : ` on ${story.host}`;
  const where = `${as}${on}`;
  return `${process}${lineage(story.ancestors ?? [])} ${action(story)}${timing(story)}${times}${where === "" ? "" : `,${where}`}.`;
}
