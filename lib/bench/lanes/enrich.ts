import { createAddressLookup } from "#core/enrichment/enrich";
import { loadAddressData } from "#lib/addresses";
import type { Lane } from "../lane.ts";
import { measureAlone } from "../measure.ts";
import { createRandom } from "../random.ts";

const LOOKUPS = 100_000;

/** Addresses to owner and country, uncached, every address another one. */
export function enrichLanes(): readonly Lane[] {
  const random = createRandom(3);
  const v4 = (): string => `${1 + random.below(223)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
  const v6 = (): string => `2${random.hex(3)}:${random.hex(4)}:${random.hex(4)}::${random.hex(4)}`;
  return [lane("IPv4", v4), lane("IPv6", v6)];
}

function lane(corpus: string, address: () => string): Lane {
  return {
    name: "enrich",
    corpus,
    async run() {
      const started = performance.now();
      const lookup = createAddressLookup(await loadAddressData());
      const loaded = Math.round(performance.now() - started);
      const addresses = Array.from({ length: LOOKUPS }, address);
      let owned = 0;
      const result = await measureAlone(() => {
        owned = 0;
        for (const text of addresses) if (lookup(text).asn !== undefined) owned++;
      });
      return { ...result, records: LOOKUPS, detail: `loaded in ${loaded} ms, ${owned} with an owner` };
    },
  };
}
