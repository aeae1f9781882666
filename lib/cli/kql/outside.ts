import type { ExternalList, Outside } from "#core/detection/kql/bind/session";
import { asnList } from "#core/detection/kql/tables/asn-list";
import type { Dynamic } from "#core/detection/kql/value/dynamic";
import { type AddressData, createAddressLookup } from "#core/enrichment/enrich";
import { loadAddressData } from "#lib/addresses";

/** What a query may ask of the world: lists under their URLs, countries of addresses, and the bundled AS data for want of a list. */
export function outsideOf(lists: ReadonlyMap<string, ExternalList>, data: AddressData | undefined): Outside {
  const { asn } = data ?? {};
  const lookup = data && createAddressLookup(data);
  return {
    list: (url, columns) => lists.get(url) ?? (asn && asnList(asn, url, columns)),
    ...(lookup ? { geo: (address: string) => geoBag(lookup(address).country) } : {}),
  };
}

function geoBag(country: string | undefined): Dynamic {
  if (country === undefined) return null;
  return new Map<string, Dynamic>([["country", COUNTRIES.of(country) ?? country]]);
}

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** The bundled tables take half a second to load: only for a query that can need them. */
export async function addressDataFor(texts: readonly string[]): Promise<AddressData | undefined> {
  return texts.some((text) => /externaldata|external_data|geo_info_from_ip_address/.test(text)) ? loadAddressData() : undefined;
}
