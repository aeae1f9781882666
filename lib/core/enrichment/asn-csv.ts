/** One line of the ASN table: a range of addresses and who announces it. */
export interface AsnRow<T extends number | bigint> {
  readonly first: T;
  readonly last: T;
  readonly asn: number;
  readonly organization: string;
}

/**
 * Reads `first,last,asn,organization` lines (the `-num` files of @ip-location-db/asn: addresses as decimal numbers,
 * the organisation quoted where it holds a comma). A line that is not one is passed to `onBadLine` and costs only itself.
 */
export function* readAsnCsv4(text: string, onBadLine: (line: number) => void): Generator<AsnRow<number>> {
  yield* readAsnCsv(text, readV4, onBadLine);
}

/** The IPv6 counterpart of `readAsnCsv4`. */
export function* readAsnCsv6(text: string, onBadLine: (line: number) => void): Generator<AsnRow<bigint>> {
  yield* readAsnCsv(text, readV6, onBadLine);
}

const MAX_V6 = (1n << 128n) - 1n;

function readV4(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : undefined;
}

function readV6(text: string): bigint | undefined {
  if (!/^\d{1,39}$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX_V6 ? value : undefined;
}

function* readAsnCsv<T extends number | bigint>(
  text: string,
  read: (field: string) => T | undefined,
  onBadLine: (line: number) => void,
): Generator<AsnRow<T>> {
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const row = readLine(text, start, end, read);
    if (row) yield row;
    else if (text.slice(start, end).trim() !== "") onBadLine(line);
    start = end + 1;
  }
}

function readLine<T extends number | bigint>(
  text: string,
  start: number,
  end: number,
  read: (field: string) => T | undefined,
): AsnRow<T> | undefined {
  const one = text.indexOf(",", start);
  const two = text.indexOf(",", one + 1);
  const three = text.indexOf(",", two + 1);
  if (one < 0 || two < 0 || three < 0 || three >= end) return undefined;
  const first = read(text.slice(start, one));
  const last = read(text.slice(one + 1, two));
  const asn = readV4(text.slice(two + 1, three));
  if (first === undefined || last === undefined || asn === undefined || first > last) return undefined;
  return { first, last, asn, organization: organizationName(text.slice(three + 1, end)) };
}

/** Unquotes, and undoes what registries put into names: non-breaking blanks, soft hyphens, "Name - Name". */
function organizationName(field: string): string {
  const text = field.trim();
  const plain = text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"') : text;
  const clean = plain.replaceAll("\u00ad", "").replaceAll(/\s+/g, " ").trim();
  const half = (clean.length - 3) / 2;
  return half > 0 && clean.slice(0, half) === clean.slice(half + 3) && clean.slice(half, half + 3) === " - " ? clean.slice(0, half) : clean;
}
