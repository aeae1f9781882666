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
  return {
    notice: `no list is kept for ${url}: the bundled AS data answers (IPv4)`,
    *rows() {
      const decoder = new TextDecoder();
      const names = new Map<number, string>();
      for (let i = 0; i < table.v4.first.length; i++) {
        const owner = table.v4.value[i] ?? 0;
        const asn = table.asn[owner] ?? 0;
        if (asn === 0) continue;
        const name = names.get(owner) ?? decoder.decode(table.names.subarray(table.nameStart[owner], table.nameStart[owner + 1]));
        names.set(owner, name);
        for (const { value, bits } of rangesOf(table.v4.first[i] ?? 0, table.v4.last[i] ?? 0)) {
          const cidr = `${formatIpv4(value)}/${bits}`;
          yield parts.map(
            (part, c): Cell =>
              part === "cidr"
                ? cidr
                : part === "owner"
                  ? name
                  : part === "source"
                    ? "bundled AS data"
                    : columns[c]?.type === "string"
                      ? String(asn)
                      : asn,
          );
        }
      }
    },
  };
}
