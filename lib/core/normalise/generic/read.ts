import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import { asFieldValue, asObject, isList, readPath } from "../document.ts";
import type { Reading } from "./labels.ts";

/**
 * The value a rule reads under a name: what its kind of log makes of the name, else the record's own, then that of its other
 * names, then below the roots of its kind. What is found to be an object answers as its JSON text, and only where nothing
 * else answers: rules look into `requestParameters` and `TargetResources` as into texts, which is what they are in a search index.
 */
export function readNamed(body: JsonObject, name: string, reading: Reading | undefined): FieldValue | undefined {
  const derived = reading?.derive?.(body, name);
  if (derived !== undefined) return derived;
  const own = readPath(body, name);
  const value = asFieldValue(own);
  if (value !== undefined && !isEmptyList(value)) return value;
  if (!reading) return asStructure(own);
  let structure = own;
  for (const path of pathsOf(name, reading)) {
    const found = readPath(body, path) ?? (reading.anyCase ? readAnyCase(body, path.toLowerCase()) : undefined);
    const there = asFieldValue(found);
    if (there !== undefined && !isEmptyList(there)) return there;
    structure ??= found;
  }
  return reading.otherwise?.(body, name) ?? asStructure(structure);
}

function* pathsOf(name: string, { aliases = {}, roots = [], anyCase }: Reading): Generator<string> {
  if (Object.hasOwn(aliases, name)) yield* aliases[name] ?? [];
  if (anyCase) yield name;
  for (const root of roots) {
    yield `${root}.${name}`;
    yield `${root}.${snakeCase(name)}`;
    // A rule that names the envelope reads a record that came without it.
    if (name.startsWith(`${root}.`)) yield name.slice(root.length + 1);
  }
}

const isEmptyList = (value: FieldValue): boolean => Array.isArray(value) && value.length === 0;

/** The JSON text of an object or a list, and the same without the escapes of JSON that stands inside it as a text. */
export function asStructure(value: JsonValue | undefined): FieldValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const text = JSON.stringify(value);
  const bare = text.replaceAll('\\"', '"');
  return bare === text ? text : [text, bare];
}

/** `readPath` for a path in lower case, whatever the case of the record's own names. */
export function readAnyCase(value: JsonValue | undefined, path: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isList(value)) {
    const found = value.map((item) => readAnyCase(item, path)).filter((item) => item !== undefined);
    return found.length > 0 ? found.flat() : undefined;
  }
  for (const [key, child] of Object.entries(asObject(value) ?? {})) {
    const name = key.toLowerCase();
    if (name === path) return child;
    if (!path.startsWith(`${name}.`)) continue;
    const found = readAnyCase(child, path.slice(name.length + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `userIdentity.sessionContext` as `user_identity.session_context`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
