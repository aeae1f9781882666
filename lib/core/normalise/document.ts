import { datasetOfIndex } from "../event/dataset.ts";
import type { FieldValue, JsonObject, JsonValue, Scalar } from "../event/value.ts";

/** Reading JSON that nobody has checked: every accessor answers undefined instead of throwing. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !isList(value) ? value : undefined;
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A member of the object itself: `constructor` and `__proto__` are ordinary names in a log. */
export function own(object: JsonObject | undefined, name: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Text of a scalar; lists and objects have none. */
export function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** Scalars and lists of scalars are field values; inside a list, anything else is passed over. */
export function asFieldValue(value: JsonValue | undefined): FieldValue | undefined {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === undefined || !isList(value)) return undefined;
  const scalars = value.filter((item): item is Scalar | null => item === null || typeof item !== "object");
  return scalars.length === 0 && value.length > 0 ? undefined : scalars;
}

/**
 * The value at a dotted path. Both spellings of a document are legal and may be mixed: `{"a.b": 1}`, `{"a": {"b": 1}}`.
 * Through a list of objects the path yields every object's value; lists among them as their members.
 */
export function readPath(value: JsonValue | undefined, path: string): JsonValue | undefined {
  if (value === undefined || value === null || typeof value !== "object") return undefined;
  if (isList(value)) {
    const found = value.map((item) => readPath(item, path)).filter((item) => item !== undefined);
    return found.length > 0 ? found.flat() : undefined;
  }
  const object = asObject(value);
  const whole = own(object, path);
  if (whole !== undefined) return whole;
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const found = readPath(own(object, path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `package.stream`: what Elastic's integrations write. Another word is no data set any of them keeps. */
const DATASET = /^[a-z0-9_]+(?:\.[a-z0-9_]+)+$/;

/** The data set a document says it is of: in its own words, or by the index it was exported from. */
export function recordDataset(body: JsonValue): string | undefined {
  for (const path of ["data_stream.dataset", "event.dataset"]) {
    const value = readPath(body, path);
    const text = asText(value !== undefined && value !== null && isList(value) ? value[0] : value);
    if (text && DATASET.test(text)) return text;
  }
  return datasetOfIndex(asText(own(asObject(body), "_index")) ?? "");
}

export function sortedKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).sort();
}

/** Calls `visit` for every scalar leaf with its dotted name, in the order of `keysOf`; a list of scalars is one leaf. The decoder bounds the depth. */
export function eachLeaf(
  value: JsonValue,
  prefix: string,
  visit: (name: string, value: FieldValue) => void,
  keysOf: (object: JsonObject) => readonly string[] = Object.keys,
): void {
  if (typeof value !== "object" || value === null) {
    if (prefix !== "") visit(prefix, value);
    return;
  }
  if (isList(value)) {
    const scalars = asFieldValue(value);
    if (scalars !== undefined && prefix !== "") visit(prefix, scalars);
    for (const item of value) if (typeof item === "object" && item !== null) eachLeaf(item, prefix, visit, keysOf);
    return;
  }
  for (const key of keysOf(value)) eachLeaf(value[key] ?? null, prefix === "" ? key : `${prefix}.${key}`, visit, keysOf);
}

/** Every string and number in the document as text. Asked of every event while a keyword rule runs: no generator, no set. */
export function textsOf(root: JsonValue): readonly string[] {
  const texts: string[] = [];
  collectTexts(root, texts);
  return texts;
}

/** The decoder bounds the depth. */
function collectTexts(value: JsonValue, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "number") texts.push(String(value));
  else if (typeof value === "object" && value !== null) {
    if (isList(value)) for (const item of value) collectTexts(item, texts);
    // JSON.parse and the mappers give plain objects: what for-in visits is theirs.
    else for (const key in value) collectTexts(value[key] ?? null, texts);
  }
}

/** JSON in which equal documents are equal texts: members sorted, null members left out. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value).filter((key) => value[key] !== null);
  return `{${members
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`)
    .join(",")}}`;
}

/** Whether an object has no members; asking for its keys would copy them. */
export function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** The JSON object written in a text, or undefined. */
export function parseObject(text: string): JsonObject | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return asObject(JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
