import { floorDivide } from "../value/calendar.ts";
import { long } from "../value/long.ts";
import type { Cell } from "../value/type.ts";

/** Down to a multiple of `size` from the origin; null for a size that is not positive. */
export function binTicks(value: bigint, size: bigint, origin: bigint): bigint | null {
  return size > 0n ? floorDivide(value - origin, size) * size + origin : null;
}

export function binNumber(value: Cell, size: Cell, areIntegers: boolean): Cell {
  if ((typeof value !== "number" && typeof value !== "bigint") || (typeof size !== "number" && typeof size !== "bigint")) return null;
  if (size <= 0) return null;
  if (areIntegers)
    return typeof value === "number" && typeof size === "number"
      ? Math.floor(value / size) * size
      : long(floorDivide(BigInt(value), BigInt(size)) * BigInt(size));
  const step = Number(size);
  return Math.floor(Number(value) / step) * step;
}
