import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Reader as MmdbReader, Reader } from "maxmind";
import { decodeAsnTable, encodeAsnTable } from "#core/enrichment/asn-binary";
import { type AsnTable, buildAsnTable } from "#core/enrichment/asn-table";
import { cachedLookup } from "#core/enrichment/cached";
import { type AddressData, type AddressLookup, createAddressLookup } from "#core/enrichment/enrich";
import { ADDRESS_DATA_SOURCES } from "#core/enrichment/sources";
import { log } from "#lib/log";

const ASN_PACKAGE = "@ip-location-db/asn";
const COUNTRY_FILE = path.join("@ip-location-db", "geo-whois-asn-country-mmdb", "geo-whois-asn-country.mmdb");
const REMEMBERED = 10_000;

let shared: Promise<AddressLookup> | undefined;

/**
 * The process-wide lookup over the bundled data; loaded on first use (see `loadAddressData`). Never fails: data that
 * cannot be read is logged as an error, and addresses are then still classified but have no owner or country.
 */
export function addressLookup(): Promise<AddressLookup> {
  shared ??= loadAddressData().then((data) => cachedLookup(createAddressLookup(data), REMEMBERED));
  return shared;
}

/**
 * Reads the bundled tables. Parsing the AS table takes over a second, so its packed form is kept in a cache folder
 * and read from there in later starts; without a writable folder every start parses.
 */
export async function loadAddressData(
  options: { readonly modules?: string; readonly caches?: readonly string[] } = {},
): Promise<AddressData> {
  const modules = options.modules ?? (await findModules());
  const caches = options.caches ?? [path.join(modules, ".cache", "callout"), path.join(path.dirname(modules), ".data", "cache")];
  const [asn, country] = await Promise.all([
    loadAsn(modules, caches).catch((error: unknown) => unreadable(ASN_PACKAGE, error)),
    loadCountry(modules).catch((error: unknown) => unreadable(COUNTRY_FILE, error)),
  ]);
  return { ...(asn ? { asn } : {}), ...(country ? { country } : {}) };
}

function unreadable(what: string, error: unknown): undefined {
  log.error({ err: error, data: what }, "address data cannot be read: addresses stay without owner or country");
  return undefined;
}

/** The nearest node_modules that has the data, from where the process runs or from where this file is. */
async function findModules(): Promise<string> {
  for (const start of [process.cwd(), import.meta.dirname]) {
    // A bundler may leave import.meta.dirname out.
    for (let folder = start ?? "", parent = ""; folder !== parent; parent = folder, folder = path.dirname(folder)) {
      const modules = path.join(folder, "node_modules");
      if (await exists(path.join(modules, ASN_PACKAGE))) return modules;
    }
  }
  return path.join(process.cwd(), "node_modules");
}

async function loadAsn(modules: string, caches: readonly string[]): Promise<AsnTable> {
  const folder = path.join(modules, ASN_PACKAGE);
  const version = await packageVersion(folder);
  const file = `asn-${version}.bin`;
  for (const cache of caches) {
    const table = await readFile(path.join(cache, file)).then(decodeAsnTable, () => undefined);
    if (table) return table;
  }
  const started = performance.now();
  const [v4, v6] = await Promise.all([
    readFile(path.join(folder, "asn-ipv4-num.csv"), "utf8"),
    readFile(path.join(folder, "asn-ipv6-num.csv"), "utf8"),
  ]);
  const { table, badLines } = buildAsnTable({ v4, v6 });
  if (badLines > 0) log.warn({ badLines, version }, "lines of the AS table could not be read");
  const kept = await keep(caches, file, encodeAsnTable(table));
  log.info({ milliseconds: Math.round(performance.now() - started), kept, version }, "AS table parsed");
  return table;
}

async function packageVersion(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
  const stated = ADDRESS_DATA_SOURCES.find((source) => source.package === ASN_PACKAGE)?.packageVersion;
  if (version !== stated) log.warn({ installed: version, stated }, "the AS table is not of the date its attribution states");
  return version.replaceAll(/[^\w.-]/g, "_");
}

/** Writes beside and renames, so that a reader never sees half a file; two processes at once write the same bytes. */
async function keep(caches: readonly string[], file: string, bytes: Uint8Array): Promise<boolean> {
  for (const cache of caches) {
    const target = path.join(cache, file);
    const draft = `${target}.${process.pid}.draft`;
    try {
      await mkdir(cache, { recursive: true });
      await writeFile(draft, bytes);
      await rename(draft, target);
      return true;
    } catch {
      // A folder that nothing can be written to: the next one may do, and without any the table is made again each time.
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }
  return false;
}

async function loadCountry(modules: string): Promise<(address: string) => string | undefined> {
  const reader: MmdbReader<never> = new Reader(await readFile(path.join(modules, COUNTRY_FILE)));
  return (address) => {
    const row: unknown = reader.get(address);
    return typeof row === "object" && row !== null && "country_code" in row ? String(row.country_code) : undefined;
  };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
