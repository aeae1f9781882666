/** 64-bit integers: a number while exact, BigInt beyond, one spelling per value so that equal longs are equal map keys. */
export type Long = number | bigint;

export function long(value: bigint): Long {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** Wraps around like the engine's arithmetic. */
export function wrap(value: bigint): Long {
  return long(BigInt.asIntN(64, value));
}

export function isLong(value: unknown): value is Long {
  return typeof value === "number" || typeof value === "bigint";
}

export function add(a: Long, b: Long): Long {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return wrap(BigInt(a) + BigInt(b));
}

export function multiply(a: Long, b: Long): Long {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return wrap(BigInt(a) * BigInt(b));
}

export function negate(a: Long): Long {
  return typeof a === "number" ? (a === 0 ? 0 : -a) : wrap(-a);
}

/** Truncates toward zero; null for a zero divisor. */
export function divide(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === "number" && typeof b === "number") return Math.trunc(a / b) + 0;
  return wrap(BigInt(a) / BigInt(b));
}

/** Never negative, whatever the signs; null for a zero divisor. */
export function modulo(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === "number" && typeof b === "number") {
    const rest = a % b;
    return rest < 0 ? rest + Math.abs(b) : rest + 0;
  }
  const divisor = BigInt(b) < 0n ? -BigInt(b) : BigInt(b);
  const rest = BigInt(a) % divisor;
  return long(rest < 0n ? rest + divisor : rest);
}

/** The nearest long toward zero, saturating; null for NaN. */
export function fromReal(value: number, bits: 32 | 64): Long | null {
  if (Number.isNaN(value)) return null;
  if (bits === 32) return Math.max(-2147483648, Math.min(2147483647, Math.trunc(value))) + 0;
  if (value >= 2 ** 63) return 9223372036854775807n;
  if (value <= -(2 ** 63)) return -9223372036854775808n;
  return long(BigInt(Math.trunc(value)));
}

/** Decimal or 0x text with blanks around it; null when it is none or does not fit. */
export function parseLong(text: string, bits: 32 | 64): Long | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+|0[xX][0-9a-fA-F]+)$/.test(trimmed)) return null;
  const digits = trimmed.replace(/^[+-]/, "");
  const size = BigInt(digits);
  const value = trimmed.startsWith("-") ? -size : size;
  return BigInt.asIntN(bits, value) === value ? long(value) : null;
}
