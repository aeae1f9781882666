/** What a byte may be in JSON outside strings (RFC 8259 section 2). `illegal` proves that a record is broken. */
export const BYTE = { illegal: 0, space: 1, literal: 2, quote: 3, open: 4, close: 5, colon: 6, comma: 7 } as const;

export const BYTE_CLASS: Uint8Array = classify();

function classify(): Uint8Array {
  const table = new Uint8Array(256);
  const set = (characters: string, kind: number): void => {
    for (const c of characters) table[c.charCodeAt(0)] = kind;
  };
  set(" \t\r\n", BYTE.space);
  set("+-.0123456789eEtrufalsn", BYTE.literal);
  set('"', BYTE.quote);
  set("{[", BYTE.open);
  set("}]", BYTE.close);
  set(":", BYTE.colon);
  set(",", BYTE.comma);
  return table;
}
