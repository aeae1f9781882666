/** How a text becomes bytes before base64: `utf16` carries a byte order mark, `wide` is Sigma's other name for `utf16le`. */
export type Encoding = "utf8" | "utf16le" | "utf16be" | "utf16";

export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === "utf8") return new TextEncoder().encode(text);
  const units = encoding === "utf16" ? `\ufeff${text}` : text;
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < units.length; i++) view.setUint16(i * 2, units.charCodeAt(i), encoding !== "utf16be");
  return bytes;
}

/** What a log shows of bytes nobody decoded: each byte a character. */
export function bytesAsText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

export function base64(bytes: Uint8Array): string {
  return btoa(bytesAsText(bytes));
}

/**
 * The parts of a base64 text that do not depend on what stands before or after the bytes, for each of the three
 * positions they can have in it (Sigma specification, modifier `base64offset`).
 */
export function base64Offsets(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(bytes.length + offset);
    padded.set(bytes, offset);
    // A base64 character holds 6 bits: those that mix with unknown neighbours are cut off.
    const first = Math.ceil((offset * 8) / 6);
    return base64(padded).slice(first, Math.floor((padded.length * 8) / 6));
  });
}
