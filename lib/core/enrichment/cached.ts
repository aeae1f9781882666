import type { AddressContext } from "./address-context.ts";
import type { AddressLookup } from "./enrich.ts";

/**
 * Remembers the last answers: at least `size` and at most twice as many. Two generations instead of a true LRU:
 * when the young one is full it becomes the old one, and what is asked for again moves back.
 */
export function cachedLookup(lookup: AddressLookup, size: number): AddressLookup {
  let young = new Map<string, AddressContext>();
  let old = new Map<string, AddressContext>();
  return (address) => {
    const known = young.get(address);
    if (known) return known;
    const context = old.get(address) ?? lookup(address);
    // A hostile record can carry megabytes where an address belongs; keeping those would unbound the cache.
    if (address.length > 64) return context;
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(address, context);
    return context;
  };
}
