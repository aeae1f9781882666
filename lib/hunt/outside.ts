import type { ExternalList, Outside } from "#core/detection/kql/bind/session";
import { urlsOf } from "#core/detection/kql/operators/externaldata-urls";
import { asnList } from "#core/detection/kql/tables/asn-list";
import type { Dynamic } from "#core/detection/kql/value/dynamic";
import { createAddressLookup } from "#core/enrichment/enrich";
import { areFilesCounted } from "#features/event/file/data";
import { listByUrl } from "#features/list/data";
import { loadAddressData } from "#lib/addresses";
import { knownFiles } from "./store/known-files.ts";
import type { StoreSession } from "./store/session.ts";

/**
 * What a query over the store may ask of the world: the lists it names by URL, countries of addresses, the bundled AS data for want
 * of a list, and files by their hashes.
 */
export async function outsideFor(text: string, session: StoreSession): Promise<Outside> {
  const lists = new Map<string, ExternalList>();
  for (const url of urlsOf(text)) {
    const list = await listByUrl(session.statements, url);
    if (list) lists.set(url, list);
  }
  const { statements } = session;
  const known: Outside =
    text.includes("FileProfile") && (await areFilesCounted(statements)) ? { files: (hashes) => knownFiles(statements, hashes) } : {};
  if (!/externaldata|external_data|geo_info_from_ip_address/.test(text)) return known;
  data ??= loadAddressData();
  const loaded = await data;
  const { asn } = loaded;
  const lookup = createAddressLookup(loaded);
  return {
    ...known,
    list: (url, columns) => lists.get(url) ?? (asn && asnList(asn, url, columns)),
    geo: (address) => geoBag(lookup(address).country),
  };
}

let data: ReturnType<typeof loadAddressData> | undefined;

function geoBag(country: string | undefined): Dynamic {
  if (country === undefined) return null;
  return new Map<string, Dynamic>([["country", COUNTRIES.of(country) ?? country]]);
}

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
