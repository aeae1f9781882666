import type { FieldValue, JsonObject } from "../../event/value.ts";
import { asFieldValue, readPath } from "../document.ts";
import type { Reading } from "./labels.ts";

/** The value a rule reads under a name: the record's own, then that of its other names, then below the roots of its kind. */
export function readNamed(body: JsonObject, name: string, reading: Reading | undefined): FieldValue | undefined {
  const own = asFieldValue(readPath(body, name));
  if (own !== undefined || !reading) return own;
  const { aliases = {}, roots = [] } = reading;
  for (const path of Object.hasOwn(aliases, name) ? (aliases[name] ?? []) : []) {
    const value = asFieldValue(readPath(body, path));
    if (value !== undefined) return value;
  }
  for (const root of roots) {
    const value = asFieldValue(readPath(body, `${root}.${name}`)) ?? asFieldValue(readPath(body, `${root}.${snakeCase(name)}`));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** `userIdentity.sessionContext` as `user_identity.session_context`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
