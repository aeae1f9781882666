import type { AsnTable } from "#core/enrichment/asn-table";
import type { ExternalList } from "../bind/session.ts";
import { formatIpv4, rangesOf } from "../value/ip.ts";
import type { Cell, Column } from "../value/type.ts";

/** What a column of a CIDR list can be, by the names such lists use. */
const PARTS: readonly (readonly [RegExp, "cidr" | "asn" | "owner" | "source"])[] = [
  [/^(cidr|network|prefix|range)$/i, "cidr"],
  [/^(cidr)?asn(umber)?$/i, "asn"],
  [/^(cidr)?(asnname|asnorg|organi[sz]ation|owner|name)$/i, "owner"],
  [/^(cidr)?source$/i, "source"],
];

/**
 * The bundled AS data in the columns of a list that is not there, when the columns are those of a CIDR-to-ASN list: the query runs,
 * and its result says what answered. Undefined for any other list.
 */
export function asnList(table: AsnTable, url: string, columns: readonly Column[]): ExternalList | undefined {
  const parts = columns.map(({ name }) => PARTS.find(([pattern]) => pattern.test(name))?.[1]);
  if (!parts.includes("cidr") || !parts.includes("asn") || parts.includes(undefined)) return undefined;
  const decoder = new TextDecoder();
  const names = new Map<number, string>();
  const rowOf = (owner: number, cidr: string): readonly Cell[] => {
    const asn = table.asn[owner] ?? 0;
    const name = names.get(owner) ?? decoder.decode(table.names.subarray(table.nameStart[owner], table.nameStart[owner + 1]));
    names.set(owner, name);
    const number: readonly Cell[] = columns.map(({ type }) => (type === "string" ? String(asn) : asn));
    return parts.map((part, c): Cell => {
      if (part === "cidr") return cidr;
      if (part === "owner") return name;
      return part === "source" ? "bundled AS data" : (number[c] ?? null);
    });
  };
  const { first, last, value: owners } = table.v4;
  const isOwned = (i: number): boolean => (table.asn[owners[i] ?? 0] ?? 0) !== 0;
  const blocksOf = (i: number) => rangesOf(first[i] ?? 0, last[i] ?? 0);
  return {
    notice: `no list is kept for ${url}: the bundled AS data answers (IPv4)`,
    *rows() {
      for (let i = 0; i < first.length; i++) {
        if (!isOwned(i)) continue;
        for (const { value, bits } of blocksOf(i)) yield rowOf(owners[i] ?? 0, `${formatIpv4(value)}/${bits}`);
      }
    },
    blocks: {
      column: parts.indexOf("cidr"),
      find(address, most) {
        const i = lastAtMost(first, address);
        if (i < 0 || address > (last[i] ?? 0) || !isOwned(i)) return [];
        const held = blocksOf(i).filter(({ value, bits }) => bits <= most && address >= value && address < value + 2 ** (32 - bits));
        return held.map(({ value, bits }) => rowOf(owners[i] ?? 0, `${formatIpv4(value)}/${bits}`));
      },
    },
  };
}

/** The last position whose number is not above the wanted one; the numbers rise. */
function lastAtMost(numbers: Uint32Array, wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
