import type { Outside } from "#core/detection/kql/bind/session";
import { asnList } from "#core/detection/kql/tables/asn-list";
import type { Dynamic } from "#core/detection/kql/value/dynamic";
import { createAddressLookup } from "#core/enrichment/enrich";
import { loadAddressData } from "#lib/addresses";
import type { StoreSession } from "./store/session.ts";

/** What a query over the store may ask of the world: countries of addresses, and the bundled AS data for want of a list. */
export async function outsideFor(text: string, _session: StoreSession): Promise<Outside> {
  if (!/externaldata|external_data|geo_info_from_ip_address/.test(text)) return {};
  data ??= loadAddressData();
  const loaded = await data;
  const { asn } = loaded;
  const lookup = createAddressLookup(loaded);
  return {
    list: (url, columns) => asn && asnList(asn, url, columns),
    geo: (address) => geoBag(lookup(address).country),
  };
}

let data: ReturnType<typeof loadAddressData> | undefined;

function geoBag(country: string | undefined): Dynamic {
  if (country === undefined) return null;
  return new Map<string, Dynamic>([["country", COUNTRIES.of(country) ?? country]]);
}

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
