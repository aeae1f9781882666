import type { JsonObject, JsonValue } from "./value.ts";

/** A JSON object still being filled. */
export interface JsonDraft {
  [key: string]: JsonValue;
}

/** Adds a member under a name from the file, which may be any word: `__proto__` too is only a name here. */
export function setMember(target: JsonDraft, name: string, value: JsonValue): void {
  if (name === "__proto__") Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** Adds a single value; a name that comes again turns it into the list of its values. */
export function addMember(target: JsonDraft, name: string, value: string | JsonObject): void {
  const before = Object.hasOwn(target, name) ? target[name] : undefined;
  if (before === undefined) setMember(target, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setMember(target, name, [before, value]);
}

/** Adds to a list that is one even with a single member. */
export function appendMember(target: JsonDraft, name: string, value: string | JsonObject): void {
  if (Object.hasOwn(target, name)) addMember(target, name, value);
  else setMember(target, name, [value]);
}
