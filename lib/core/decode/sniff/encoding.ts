export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

const SAMPLE = 256;

/** The encoding of text, from its byte order mark or, without one, from where its zero bytes stand. */
export function textEncoding(head: Buffer): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const pairs = Math.floor(Math.min(head.length, SAMPLE) / 2);
  if (pairs < 2) return "utf-8";
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  // Mostly Latin letters: their other byte is zero, their own never.
  if (odd >= pairs * 0.9 && even === 0) return "utf-16le";
  return even >= pairs * 0.9 && odd === 0 ? "utf-16be" : "utf-8";
}

/** UTF-16 bytes as UTF-8 bytes, without the byte order mark; broken pairs become U+FFFD. */
export async function* toUtf8(bytes: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  if (encoding === "utf-8") return yield* bytes;
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }), "utf8");
  yield Buffer.from(decoder.decode(), "utf8");
}
