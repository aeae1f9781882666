/** Where bundled address data comes from: shown beside it, as its licences ask (CC BY 4.0: name, licence, changes). */
export interface AddressDataSource {
  readonly name: string;
  /** What is taken from it. */
  readonly gives: "asn" | "country";
  /** npm package and its exact version. */
  readonly package: string;
  readonly packageVersion: string;
  /** Date of the data, `YYYY-MM-DD`. */
  readonly version: string;
  readonly licence: string;
  readonly licenceUrl: string;
  readonly url: string;
  /** The sentence to show. DB-IP asks for a link back on every page that shows its data. */
  readonly attribution: string;
}

const CC_BY = { licence: "CC BY 4.0", licenceUrl: "https://creativecommons.org/licenses/by/4.0/" } as const;
const ASN = { gives: "asn", package: "@ip-location-db/asn", packageVersion: "2.3.2026061719", version: "2026-06-17", ...CC_BY } as const;
const COUNTRY = { ...ASN, gives: "country", package: "@ip-location-db/geo-whois-asn-country-mmdb" } as const;

/** The npm field of the country package says CC0-1.0, its README and licence file say CC BY 4.0: the stricter one is kept. */
export const ADDRESS_DATA_SOURCES: readonly AddressDataSource[] = [
  { ...ASN, name: "RouteViews", url: "https://www.routeviews.org/", attribution: "AS numbers from RouteViews, modified by ip-location-db" },
  { ...ASN, name: "DB-IP", url: "https://db-ip.com/", attribution: "IP Geolocation by DB-IP" },
  { ...ASN, name: "NRO", url: "https://www.nro.net/", attribution: "AS registrations from the Number Resource Organization" },
  { ...COUNTRY, name: "NRO", url: "https://www.nro.net/", attribution: "Countries from the Number Resource Organization" },
  {
    ...COUNTRY,
    name: "OpenGeoFeed",
    url: "https://opengeofeed.org/",
    attribution: "Countries from providers' geofeeds, merged by ip-location-db",
  },
];
