const WORD = 4;

/** Whether `length` bytes at one place are those at another, compared by words of which the last may overlap the one before. */
export function sameBytes(a: DataView, atA: number, b: DataView, atB: number, length: number): boolean {
  if (length < WORD) {
    for (let i = 0; i < length; i++) if (a.getUint8(atA + i) !== b.getUint8(atB + i)) return false;
    return true;
  }
  const last = length - WORD;
  for (let i = 0; i < last; i += WORD) if (a.getInt32(atA + i, true) !== b.getInt32(atB + i, true)) return false;
  return a.getInt32(atA + last, true) === b.getInt32(atB + last, true);
}
