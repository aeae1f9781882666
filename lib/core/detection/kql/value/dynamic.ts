/**
 * The value of a `dynamic`: JSON, with the types that JSON has no literal for kept apart. Bags are maps, because objects would
 * reorder keys that look like numbers. A whole real is wrapped: `1.0` must not come back as the long `1`.
 */
export type Dynamic = null | boolean | string | number | bigint | WholeReal | Instant | Span | readonly Dynamic[] | Bag;
export type Bag = ReadonlyMap<string, Dynamic>;

export class WholeReal {
  constructor(readonly value: number) {}
}
/** A datetime inside a dynamic, in ticks. */
export class Instant {
  constructor(readonly ticks: bigint) {}
}
/** A timespan inside a dynamic, in ticks. */
export class Span {
  constructor(readonly ticks: bigint) {}
}

export function isArray(value: Dynamic): value is readonly Dynamic[] {
  return Array.isArray(value);
}

export function isBag(value: Dynamic): value is Bag {
  return value instanceof Map;
}

export function real(value: number): Dynamic {
  return Number.isInteger(value) ? new WholeReal(value) : value;
}

/** The member of a bag; null for anything else. */
export function memberOf(value: Dynamic, name: string): Dynamic {
  return isBag(value) ? (value.get(name) ?? null) : null;
}

/** The element of an array; a negative index counts from the end. Null when there is none. */
export function elementOf(value: Dynamic, index: number): Dynamic {
  if (!isArray(value)) return null;
  return value[index < 0 ? value.length + index : index] ?? null;
}

/** The number inside a dynamic, whatever its kind; undefined when it holds none. */
export function numberIn(value: Dynamic): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof WholeReal) return value.value;
  return undefined;
}
