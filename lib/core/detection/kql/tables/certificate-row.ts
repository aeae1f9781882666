import type { EventClass } from "#core/event/class";
import type { Event } from "#core/event/event";
import type { FieldValue } from "#core/event/value";
import { cast } from "../value/cast.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { deviceColumn } from "./device-row.ts";

/** Classes whose events tell how a file is signed. */
export const SIGNED_CLASSES: readonly EventClass[] = ["image_load", "driver_load", "process_creation", "file_event"];

const PREFIXES = ["dll", "file", "process"] as const;

function prefixOf({ fields }: Event): string | undefined {
  return PREFIXES.find(
    (prefix) => fields[`${prefix}.code_signature.exists`] !== undefined || fields[`${prefix}.code_signature.subject_name`] !== undefined,
  );
}

/** Whether an event of another sensor says whether a file is signed, and names the file by a hash. */
export function isSignedFile(event: Event): boolean {
  if (event.source === "defender" || !SIGNED_CLASSES.includes(event.class)) return false;
  const prefix = prefixOf(event);
  return prefix !== undefined && event.fields[`${prefix}.hash.sha1`] !== undefined;
}

type Read = (event: Event, prefix: string) => FieldValue | undefined;

const READ: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["SHA1", ({ fields }, prefix) => fields[`${prefix}.hash.sha1`]],
  ["IsSigned", ({ fields }, prefix) => fields[`${prefix}.code_signature.exists`] ?? true],
  ["Signer", ({ fields }, prefix) => fields[`${prefix}.code_signature.subject_name`]],
  ["IsTrusted", ({ fields }, prefix) => fields[`${prefix}.code_signature.trusted`]],
]);

/** Reads one column of DeviceFileCertificateInfo; what no sensor but Defender tells is empty. */
export function certificateColumn(column: Column): (event: Event) => Cell {
  const device = deviceColumn(column);
  const read = READ.get(column.name);
  if (!read) return device;
  return (event) => {
    const prefix = event.source === "defender" ? undefined : prefixOf(event);
    if (prefix === undefined) return device(event);
    const value = read(event, prefix);
    if (typeof value === "boolean") return cast(value, "bool", column.type);
    return typeof value === "string" ? cast(value, "string", column.type) : emptyOf(column.type);
  };
}
