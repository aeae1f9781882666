import type { Address } from "../event/address.ts";
import { type AsnRow, readAsnCsv4, readAsnCsv6 } from "./asn-csv.ts";
import { flatten4, flatten6 } from "./flatten.ts";
import { find4, find6, type RangeTable4, type RangeTable6, rangeTable4, rangeTable6 } from "./range-table.ts";

/** Who announces which addresses. A range's value is an index into the owners; names stay UTF-8 until one is asked for. */
export interface AsnTable {
  readonly v4: RangeTable4;
  readonly v6: RangeTable6;
  /** AS number of each owner. */
  readonly asn: Uint32Array;
  /** Owner `i` has the bytes `nameStart[i]` to `nameStart[i + 1]` of `names`. */
  readonly nameStart: Uint32Array;
  readonly names: Uint8Array;
}

export interface AsnOwner {
  readonly asn: number;
  readonly organization?: string;
}

/** Builds the table from the text of the two `-num` CSV files. Takes about a second and a half: keep what it returns. */
export function buildAsnTable(csv: { readonly v4: string; readonly v6: string }): { readonly table: AsnTable; readonly badLines: number } {
  const owners = new Map<string, number>();
  const asns: number[] = [];
  const names: string[] = [];
  let badLines = 0;
  const onBadLine = (): void => {
    badLines++;
  };
  const owner = (row: AsnRow<number> | AsnRow<bigint>): number => {
    const key = `${row.asn} ${row.organization}`;
    let index = owners.get(key);
    if (index === undefined) {
      index = owners.size;
      owners.set(key, index);
      asns.push(row.asn);
      names.push(row.organization);
    }
    return index;
  };
  const v4 = Array.from(readAsnCsv4(csv.v4, onBadLine), (row) => ({ first: row.first, last: row.last, value: owner(row) }));
  const v6 = Array.from(readAsnCsv6(csv.v6, onBadLine), (row) => ({ first: row.first, last: row.last, value: owner(row) }));
  const table = { v4: rangeTable4(flatten4(v4)), v6: rangeTable6(flatten6(v6)), asn: Uint32Array.from(asns), ...packNames(names) };
  return { table, badLines };
}

function packNames(names: readonly string[]): Pick<AsnTable, "names" | "nameStart"> {
  const encoder = new TextEncoder();
  const encoded = names.map((name) => encoder.encode(name));
  const nameStart = new Uint32Array(names.length + 1);
  encoded.forEach((bytes, index) => {
    nameStart[index + 1] = (nameStart[index] ?? 0) + bytes.length;
  });
  const packed = new Uint8Array(nameStart[names.length] ?? 0);
  encoded.forEach((bytes, index) => {
    packed.set(bytes, nameStart[index]);
  });
  return { names: packed, nameStart };
}

const UTF8 = new TextDecoder();

/** The network an address belongs to; undefined when nobody announces it. Not for special-purpose addresses. */
export function findOwner(table: AsnTable, address: Address): AsnOwner | undefined {
  const owner = address.family === 4 ? find4(table.v4, address.value) : find6(table.v6, address.value);
  const asn = owner === undefined ? undefined : table.asn[owner];
  // AS 0 (RFC 7607) marks space that must not be announced.
  if (owner === undefined || asn === undefined || asn === 0) return undefined;
  const organization = UTF8.decode(table.names.subarray(table.nameStart[owner], table.nameStart[owner + 1]));
  return organization === "" ? { asn } : { asn, organization };
}
