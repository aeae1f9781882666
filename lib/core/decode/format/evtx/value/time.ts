/** Seconds between 1601-01-01, where FILETIME starts, and 1970-01-01. */
const EPOCH_SECONDS = 11_644_473_600;
/** Above this high word the year is past 9999 and the arithmetic below past 2^53. */
const EXACT_HIGH_WORD = 617_000_000;

/** A FILETIME (100 ns since 1601, UTC) as `2019-05-19T17:32:00.4829823Z`: all seven decimals, always. */
export function fileTimeText(bytes: Buffer, at: number): string {
  const low = bytes.readUInt32LE(at);
  const high = bytes.readUInt32LE(at + 4);
  if (high > EXACT_HIGH_WORD) return distantText((BigInt(high) << 32n) | BigInt(low));
  // 2^32 ticks are 429 s and 4,967,296 ticks; a 64-bit tick count itself is no exact number.
  const ticks = high * 4_967_296 + low;
  const seconds = high * 429 + Math.floor(ticks / 10_000_000);
  return text(seconds, ticks % 10_000_000);
}

function distantText(ticks: bigint): string {
  return text(Number(ticks / 10_000_000n), Number(ticks % 10_000_000n));
}

function text(seconds: number, ticks: number): string {
  const whole = new Date((seconds - EPOCH_SECONDS) * 1000).toISOString();
  return `${whole.slice(0, -5)}.${String(ticks).padStart(7, "0")}Z`;
}

/** A SYSTEMTIME (year, month, weekday, day, hour, minute, second, millisecond, UTC) as `2019-05-19T17:32:00.482Z`, unchecked. */
export function systemTimeText(bytes: Buffer, at: number): string {
  const part = (index: number, width: number) => String(bytes.readUInt16LE(at + index * 2)).padStart(width, "0");
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}
