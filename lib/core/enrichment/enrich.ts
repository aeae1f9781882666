import { formatAddress, parseAddress } from "../event/address.ts";
import type { AddressContext } from "./address-context.ts";
import { type AsnTable, findOwner } from "./asn-table.ts";
import { addressKind } from "./special.ts";

/** What is known about an address, given in any legal spelling. Total: text that is no address is of kind `invalid`. */
export type AddressLookup = (address: string) => AddressContext;

/** The bundled tables. A missing one costs its own answers only. */
export interface AddressData {
  readonly asn?: AsnTable;
  /** ISO 3166-1 alpha-2 of a public address in canonical spelling. */
  readonly country?: (address: string) => string | undefined;
}

/** Country tables also use codes that name no country: unknown (ZZ, XX) and regions (EU, AP). */
const NO_COUNTRY: ReadonlySet<string> = new Set(["ZZ", "XX", "EU", "AP"]);

/**
 * Answers from the tables, special-purpose ranges first: country tables have rows for some of them
 * (192.168.0.0/16 is "AU" in geo-whois), so nothing but a public address is ever looked up.
 */
export function createAddressLookup(data: AddressData): AddressLookup {
  return (text) => {
    const address = parseAddress(text.trim());
    if (!address) return { address: text, kind: "invalid" };
    const canonical = formatAddress(address);
    const kind = addressKind(address);
    if (kind !== "public") return { address: canonical, kind };
    const owner = data.asn && findOwner(data.asn, address);
    const country = data.country?.(canonical);
    const known = country !== undefined && /^[A-Z]{2}$/.test(country) && !NO_COUNTRY.has(country);
    return { address: canonical, kind, ...owner, ...(known ? { country } : {}) };
  };
}
