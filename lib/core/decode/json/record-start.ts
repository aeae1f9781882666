const BRACE = 0x7b;
const QUOTE = 0x22;
const MAX_KEY = 256;
const MAX_KEYS = 64;

/** `found`: a record starts at `at`. `more`: one may start at `at`, more bytes are needed. `none`: none before the end. */
export type StartSearch = { readonly kind: "found" | "more" | "none"; readonly at: number };

/**
 * Finds where the next record starts behind a broken one. The records of one export nearly always start with the same
 * key, so an opening brace followed by a first key seen before is taken as a start; any other brace may be an inner
 * object of the broken record. Until a first key is known, any key will do.
 */
export class RecordStarts {
  private readonly keys = new Set<string>();

  /** Learns the first key of a record that starts at `start`. */
  learn(bytes: Buffer, start: number, end: number): void {
    if (this.keys.size >= MAX_KEYS) return;
    const key = firstKey(bytes, start, end);
    if (key.kind === "found") this.keys.add(key.key);
  }

  search(bytes: Buffer, from: number, to: number): StartSearch {
    for (let at = bytes.indexOf(BRACE, from); at >= 0 && at < to; at = bytes.indexOf(BRACE, at + 1)) {
      const key = firstKey(bytes, at, to);
      if (key.kind === "more") return { kind: "more", at };
      if (key.kind === "found" && (this.keys.size === 0 || this.keys.has(key.key))) return { kind: "found", at };
    }
    return { kind: "none", at: to };
  }
}

function firstKey(
  bytes: Buffer,
  brace: number,
  end: number,
): { readonly kind: "found"; readonly key: string } | { readonly kind: "more" | "none" } {
  let i = brace + 1;
  while (i < end && isSpace(bytes[i])) i += 1;
  if (i >= end) return { kind: i - brace < MAX_KEY ? "more" : "none" };
  if (bytes[i] !== QUOTE) return { kind: "none" };
  const close = bytes.subarray(i + 1, Math.min(end, i + 1 + MAX_KEY)).indexOf(QUOTE);
  if (close >= 0) return { kind: "found", key: bytes.toString("latin1", i + 1, i + 1 + close) };
  return { kind: end - i <= MAX_KEY ? "more" : "none" };
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
