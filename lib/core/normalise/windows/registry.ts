import type { FieldBuilder } from "../builder.ts";

const ROOTS: { readonly [root: string]: string } = {
  HKEY_LOCAL_MACHINE: "HKLM",
  HKEY_USERS: "HKU",
  HKEY_CLASSES_ROOT: "HKCR",
  HKEY_CURRENT_USER: "HKCU",
  HKEY_CURRENT_CONFIG: "HKCC",
};

/** The spelling rules are written in: short roots, `CurrentControlSet` (telemetry.md §1.4.6). Used for comparison only. */
export function sysmonRegistryPath(path: string): string {
  const cut = path.indexOf("\\");
  const root = cut < 0 ? path : path.slice(0, cut);
  const short = Object.hasOwn(ROOTS, root.toUpperCase()) ? `${ROOTS[root.toUpperCase()]}${cut < 0 ? "" : path.slice(cut)}` : path;
  return short
    .replace(/^\\REGISTRY\\MACHINE(?=\\|$)/i, "HKLM")
    .replace(/^\\REGISTRY\\USER(?=\\|$)/i, "HKU")
    .replace(/^(HKLM\\SYSTEM\\)ControlSet\d{3}(?=\\|$)/i, "$1CurrentControlSet");
}

/** What the two functions below write. */
export const REGISTRY_PATH = ["registry.path", "registry.hive", "registry.key", "registry.value"];
export const REGISTRY_DATA = ["registry.data.type", "registry.data.strings"];

/** `registry.path` and its parts; the value is the last segment, for key events too, as Elastic's pipeline has it. */
export function writeRegistryPath(builder: FieldBuilder, path: string): void {
  builder.set("registry.path", path);
  const first = path.indexOf("\\", 1);
  const last = path.lastIndexOf("\\");
  if (first < 0) return;
  builder.set("registry.hive", path.slice(0, first));
  builder.set("registry.key", path.slice(first + 1));
  if (last > first) builder.set("registry.value", path.slice(last + 1));
}

/** `Details` of Sysmon 13: `DWORD (0x…)` and `QWORD (0xHI-0xLO)` as decimal text, everything else as it stands. */
export function writeRegistryData(builder: FieldBuilder, details: string): void {
  const dword = /^DWORD \(0x([0-9a-f]{1,8})\)$/i.exec(details)?.[1];
  const qword = /^QWORD \(0x([0-9a-f]{1,8})-0x([0-9a-f]{1,8})\)$/i.exec(details);
  if (dword !== undefined) writeData(builder, "REG_DWORD", String(Number.parseInt(dword, 16)));
  else if (qword) writeData(builder, "REG_QWORD", BigInt(`0x${qword[1]}${qword[2]?.padStart(8, "0")}`).toString());
  else if (details === "Binary Data") builder.set("registry.data.type", "REG_BINARY");
  else writeData(builder, "REG_SZ", details === "(Empty)" ? "" : details);
}

function writeData(builder: FieldBuilder, type: string, text: string): void {
  builder.set("registry.data.type", type);
  builder.set("registry.data.strings", [text]);
}
