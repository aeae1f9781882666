import type { HostRef } from "../event/event.ts";

const UNKNOWN_HOST: HostRef = { key: "unknown", name: "unknown" };
const seen = new Map<string, HostRef>();
const SEEN_LIMIT = 50_000;

/** The host of a name: the key folds case and a trailing dot, so that `WS-07.corp.` and `ws-07.corp` are one host. */
export function hostRef(name: string | undefined): HostRef {
  const trimmed = name?.trim();
  if (!trimmed || trimmed === "-") return UNKNOWN_HOST;
  let host = seen.get(trimmed);
  if (!host) {
    host = { key: trimmed.toLowerCase().replace(/\.$/, ""), name: trimmed };
    // A flood of made-up names must not grow the memory: the cache only saves work.
    if (seen.size >= SEEN_LIMIT) seen.clear();
    seen.set(trimmed, host);
  }
  return host;
}
