import type { JsonValue } from "#core/event/value";
import { asText } from "#core/normalise/document";
import type { WindowsRecord } from "#core/normalise/windows/layout";
import { ACTIVITIES, LOGON_TYPE_NAMES } from "./windows-names.ts";

type Read = (native: WindowsRecord) => JsonValue | undefined;

function textOf({ data }: WindowsRecord, name: string): string {
  const text = Object.hasOwn(data, name) ? (asText(data[name]) ?? "") : "";
  return text === "-" ? "" : text;
}

/** `DOMAIN\name` of one side of a record. */
function account(native: WindowsRecord, side: "Subject" | "Target"): string {
  const name = textOf(native, `${side}UserName`);
  const domain = textOf(native, `${side}DomainName`);
  return name === "" ? "" : domain === "" ? name : `${domain}\\${name}`;
}

/** Logons and tickets are about the target; of everything else the subject is the account. */
const ABOUT_TARGET: ReadonlySet<number> = new Set([4624, 4625, 4634, 4647, 4768, 4769, 4770, 4771, 4776]);

function mainAccount(native: WindowsRecord): string {
  const sides = ABOUT_TARGET.has(native.eventId) ? (["Target", "Subject"] as const) : (["Subject", "Target"] as const);
  return account(native, sides[0]) || account(native, sides[1]);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

/** Columns Sentinel makes of the data; a record that came from Sentinel has its own. */
const MADE: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["Account", mainAccount],
  ["AccountType", (native) => (mainAccount(native) === "" ? "" : mainAccount(native).endsWith("$") ? "Machine" : "User")],
  ["SubjectAccount", (native) => account(native, "Subject")],
  ["TargetAccount", (native) => account(native, "Target")],
  ["Process", (native) => baseName(textOf(native, "NewProcessName") || textOf(native, "ProcessName"))],
  ["LogonTypeName", (native) => LOGON_TYPE_NAMES.get(textOf(native, "LogonType"))],
  ["LogonID", (native) => textOf(native, "LogonId")],
  ["Activity", ({ eventId }) => `${eventId} - ${ACTIVITIES.get(eventId) ?? ""}`.replace(/ - $/, "")],
]);

/** Reads one column of SecurityEvent: the data under its own name, or what Sentinel makes of it. */
export function securityColumn(name: string): Read {
  const made = MADE.get(name);
  return ({ data, ...native }) => {
    const own = Object.hasOwn(data, name) ? data[name] : undefined;
    return own !== undefined && own !== null ? own : made?.({ data, ...native });
  };
}
