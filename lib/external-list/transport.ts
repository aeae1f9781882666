import { lookup as resolve } from "node:dns";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** One answer of a server. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection; what is left of the body is not read. */
  close(): void;
}

/** Asks one URL once; redirects are the caller's. Rejects when there is no answer. */
export type Transport = (url: URL, headers: { readonly [name: string]: string }, signal: AbortSignal) => Promise<Answer>;

/**
 * Finds a host's addresses and gives on only public ones: the connection is made to the very address that was looked at, so a name
 * that resolves differently a moment later gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, "", 4);
      return;
    }
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    // One address inside is enough to distrust the name.
    if (!first || open.length < addresses.length) {
      callback(new Error(`${hostname} does not lead to the Internet: it has an address that is private, local or reserved`), "", 4);
    } else if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

/** HTTPS to public addresses. Certificates are checked, proxies are not used, connections are not kept. */
export const httpsTransport: Transport = (url, headers, signal) =>
  new Promise((settle, reject) => {
    const asked = request(
      url,
      { method: "GET", headers: { ...headers, "accept-encoding": "identity" }, signal, agent: false, lookup: publicLookup },
      (response) => {
        const flat = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
        settle({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          body: response,
          close: () => response.destroy(),
        });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
