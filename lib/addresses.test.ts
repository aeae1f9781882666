import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AddressLookup, createAddressLookup } from "#core/enrichment/enrich";
import { ADDRESS_DATA_SOURCES } from "#core/enrichment/sources";
import { addressLookup, loadAddressData } from "./addresses.ts";

const MODULES = path.resolve(import.meta.dirname, "../node_modules");

test.each(ADDRESS_DATA_SOURCES)("the attribution of $name ($gives) states the installed data's date", async (source) => {
  const manifest: { version: string } = JSON.parse(await readFile(path.join(MODULES, source.package, "package.json"), "utf8"));
  expect(manifest.version).toBe(source.packageVersion);
  expect(manifest.version).toContain(source.version.replaceAll("-", ""));
});

describe("the bundled data", () => {
  let lookup: AddressLookup;
  beforeAll(async () => {
    lookup = await addressLookup();
  });

  test.each([
    ["8.8.8.8", 15169, "US"],
    ["::ffff:8.8.8.8", 15169, "US"],
    ["2001:4860:4860::8888", 15169, "US"],
    ["1.1.1.1", 13335, undefined],
    ["2606:4700:4700::1111", 13335, undefined],
    ["13.107.4.50", 8068, "US"],
    ["9.9.9.9", 19281, undefined],
    ["151.101.1.140", 54113, undefined],
    ["193.0.6.139", 3333, "NL"],
  ])("%s belongs to AS%d", (address, asn, country) => {
    const context = lookup(address);
    expect(context.asn).toBe(asn);
    expect(context.organization).toBeTruthy();
    if (country) expect(context.country).toBe(country);
  });

  test.each(["172.16.0.1", "192.168.1.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "100.64.0.1", "127.0.0.1", "2002:808:808::1"])(
    "%s has neither owner nor country, though the tables have rows for such ranges",
    (address) => {
      expect(Object.keys(lookup(address)).sort()).toEqual(["address", "kind"]);
    },
  );

  test("a second call gives the same lookup", async () => {
    expect(await addressLookup()).toBe(await addressLookup());
  });
});

describe("loading", () => {
  const V4 = "134744064,134744319,15169,Google LLC\nnot a line\n";
  const V6 = "50543257672059871404715951523469721600,50543257751288033918980289117013671935,13335,Cloudflare\n";
  let modules: string;
  beforeAll(async () => {
    modules = await mkdtemp(path.join(tmpdir(), "addresses-"));
    const folder = path.join(modules, "@ip-location-db", "asn");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ version: "9.9.9" }));
    await writeFile(path.join(folder, "asn-ipv4-num.csv"), V4);
    await writeFile(path.join(folder, "asn-ipv6-num.csv"), V6);
  });
  afterAll(async () => {
    await rm(modules, { recursive: true, force: true });
  });
  const owner = async (caches: readonly string[]): Promise<number | undefined> =>
    createAddressLookup(await loadAddressData({ modules, caches }))("8.8.8.8").asn;

  test("keeps the packed table, reads it again, and replaces a damaged one", async () => {
    const cache = path.join(modules, "cache");
    expect(await owner([cache])).toBe(15169);
    expect(await readdir(cache)).toEqual(["asn-9.9.9.bin"]);
    const file = path.join(cache, "asn-9.9.9.bin");
    const whole = await readFile(file);

    await writeFile(path.join(modules, "@ip-location-db", "asn", "asn-ipv4-num.csv"), "1,2,3,changed\n");
    expect(await owner([cache])).toBe(15169);
    await writeFile(path.join(modules, "@ip-location-db", "asn", "asn-ipv4-num.csv"), V4);

    await writeFile(file, whole.subarray(0, whole.length - 1));
    expect(await owner([cache])).toBe(15169);
    expect(await readFile(file)).toEqual(whole);
  });

  test("uses the next folder when one cannot be written, and none when none can", async () => {
    const blocked = path.join(modules, "a-file");
    await writeFile(blocked, "");
    const second = path.join(modules, "second");
    expect(await owner([path.join(blocked, "x"), second])).toBe(15169);
    expect(existsSync(path.join(second, "asn-9.9.9.bin"))).toBe(true);
    expect(await owner([path.join(blocked, "x")])).toBe(15169);
  });

  test.runIf(process.getuid?.() !== 0)("leaves no draft behind in a folder that may not be written", async () => {
    const readOnly = path.join(modules, "read-only");
    await mkdir(readOnly);
    await chmod(readOnly, 0o555);
    expect(await owner([readOnly])).toBe(15169);
    expect(await readdir(readOnly)).toEqual([]);
  });

  test("without any data addresses are still classified", async () => {
    const lookup = createAddressLookup(await loadAddressData({ modules: path.join(modules, "nowhere"), caches: [] }));
    expect(lookup("10.0.0.1")).toEqual({ address: "10.0.0.1", kind: "private" });
    expect(lookup("8.8.8.8")).toEqual({ address: "8.8.8.8", kind: "public" });
  });
});
