import type { JsonObject, JsonValue, Scalar } from "#core/event/value";
import type { LogSource } from "../logsource.ts";
import type { Wanted } from "./wanted.ts";
import type { Sent } from "./windows-shapes.ts";

/** Where one shipper of a log puts what rules ask for. */
export interface Shipper {
  readonly shipper: string;
  /** What every record has. */
  readonly base: JsonObject;
  /** The native place of a name of Sigma's; names not listed stand under themselves, below `under`. */
  readonly places?: { readonly [name: string]: Place };
  readonly under?: string;
  /** Names of Sigma's that this shipper has nothing for: a rule that asks for one waits for another shipper. */
  readonly lacks?: readonly string[];
  /** All that it can be asked for. */
  readonly has?: readonly string[];
  /** A row in an envelope's `properties`: the values become its columns. */
  readonly row?: JsonObject;
  /** How the names under `under` are spelled. */
  readonly isSnake?: boolean;
  /** Where a text without a field stands. */
  readonly words?: string;
  /** What the record is sent in. */
  readonly wrap?: (body: JsonObject) => JsonObject;
  /** A log of lines: the values become the `name=value` pairs of this member. */
  readonly line?: (pairs: readonly (readonly [name: string, value: Scalar])[], words: string) => JsonObject;
}

/** A path, or how the value becomes members there; undefined when this shipper cannot say it. */
export type Place = string | ((value: Scalar) => JsonObject | undefined);

/** The event a rule waits for, as each shipper would send it. */
export function sentBy(shippers: readonly Shipper[], { fields, keywords }: Wanted): readonly Sent[] {
  const names = Object.keys(fields);
  const able = shippers.filter(({ lacks, has }) => !names.some((name) => lacks?.includes(name) || (has && !has.includes(name))));
  return able.flatMap((shipper) => {
    const body = bodyOf(shipper, fields, keywords.join(" "));
    return body ? { shipper: shipper.shipper, body } : [];
  });
}

function bodyOf(shipper: Shipper, fields: Wanted["fields"], words: string): JsonObject | undefined {
  if (shipper.line) return shipper.line(Object.entries(fields), words);
  const body: { [name: string]: JsonValue } = structuredClone(shipper.row ?? shipper.base);
  for (const [name, value] of Object.entries(fields)) {
    const place = shipper.places?.[name];
    if (typeof place === "function") {
      const members = place(value);
      if (!members) return undefined;
      merge(body, members);
    } else setPath(body, place ?? pathOf(shipper, name), native(value));
  }
  if (words !== "") setPath(body, shipper.words ?? "message", words);
  if (shipper.row) return { ...shipper.base, properties: body };
  return shipper.wrap ? shipper.wrap(body) : body;
}

function pathOf({ under, isSnake }: Shipper, name: string): string {
  const spelled = isSnake ? name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase() : name;
  return under === undefined ? spelled : `${under}.${spelled}`;
}

/** Logs in JSON write true and false as such. */
const native = (value: Scalar): Scalar => (value === "true" ? true : value === "false" ? false : value);

/** Sets a member at a dotted path; `[]` after a name makes it a list of one object. */
export function setPath(body: { [name: string]: JsonValue }, path: string, value: JsonValue): void {
  const [head = "", ...rest] = path.split(".");
  const isList = head.endsWith("[]");
  const name = isList ? head.slice(0, -2) : head;
  if (rest.length === 0) {
    body[name] = isList ? [value] : value;
    return;
  }
  const old = body[name];
  const inner: { [name: string]: JsonValue } = { ...(isList ? firstObject(old) : objectOf(old)) };
  setPath(inner, rest.join("."), value);
  body[name] = isList ? [inner] : inner;
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isPlain(value) ? value : {});
const firstObject = (value: JsonValue | undefined): JsonObject => (Array.isArray(value) ? objectOf(value[0]) : {});
const isPlain = (value: JsonValue | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

function merge(body: { [name: string]: JsonValue }, more: JsonObject): void {
  for (const [name, value] of Object.entries(more)) {
    const old = body[name];
    if (isPlain(old) && isPlain(value)) {
      const inner = { ...old };
      merge(inner, value);
      body[name] = inner;
    } else body[name] = value;
  }
}

/** The shippers known for a log source, most exact first. */
export function shippersFor(
  { product, category, service }: LogSource,
  known: { readonly [source: string]: readonly Shipper[] },
): readonly Shipper[] {
  const keys = [
    `${product}/${category}/${service}`,
    `${product}/${service}`,
    `${product}/${category}`,
    `/${category}`,
    `/${service}`,
    `${product}`,
  ];
  for (const key of keys) {
    const found = Object.hasOwn(known, key) ? known[key] : undefined;
    if (found) return found;
  }
  return [];
}
