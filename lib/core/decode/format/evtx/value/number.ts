/** Shortest decimal that reads back as the same 32-bit float: `0.1`, not `0.10000000149011612`. */
export function real32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return real64Text(short);
  }
  return real64Text(Number(value.toPrecision(9)));
}

/** As XML Schema spells doubles: `INF`, `-INF` and `NaN` where there is no number. */
export function real64Text(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "INF";
  if (value === Number.NEGATIVE_INFINITY) return "-INF";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** `0x1fffff`: no padding, lower case, as Windows renders hexadecimal values and as Sigma rules spell them. */
export function hexInt32Text(bytes: Buffer, at: number): string {
  return `0x${bytes.readUInt32LE(at).toString(16)}`;
}

export function hexInt64Text(bytes: Buffer, at: number): string {
  const high = bytes.readUInt32LE(at + 4);
  if (high === 0) return hexInt32Text(bytes, at);
  return `0x${high.toString(16)}${bytes.readUInt32LE(at).toString(16).padStart(8, "0")}`;
}

export function uint64Text(bytes: Buffer, at: number): string {
  const high = bytes.readUInt32LE(at + 4);
  return high < 0x20_0000 ? String(high * 0x1_0000_0000 + bytes.readUInt32LE(at)) : String(bytes.readBigUInt64LE(at));
}
