import { canonicalAddress } from "../../event/address.ts";

export interface DnsAnswers {
  readonly addresses: readonly string[];
  readonly data: readonly string[];
}

/** Sysmon's `QueryResults`: `type:  5 host.example;::ffff:192.0.2.1;` — v4-mapped addresses are IPv4. */
export function parseDnsResults(results: string): DnsAnswers {
  const addresses: string[] = [];
  const data: string[] = [];
  for (const token of results.split(";")) {
    const answer = token.replace(/^type:\s*\d+\s*/, "").trim();
    if (answer === "" || answer === "-") continue;
    const address = canonicalAddress(answer);
    data.push(address ?? answer);
    if (address !== undefined) addresses.push(address);
  }
  return { addresses, data };
}
