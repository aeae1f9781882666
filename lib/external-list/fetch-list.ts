import { isIP } from "node:net";
import { messageOf } from "#lib/errors";
import { httpsTransport, type Transport } from "./transport.ts";

export interface FetchLimits {
  readonly mostBytes: number;
  readonly milliseconds: number;
  readonly mostRedirects: number;
}

export const FETCH_LIMITS: FetchLimits = { mostBytes: 64 * 1024 * 1024, milliseconds: 60_000, mostRedirects: 5 };

export type Fetched =
  | { readonly ok: true; readonly kind: "file"; readonly bytes: Uint8Array; readonly fileName: string; readonly etag: string | null }
  | { readonly ok: true; readonly kind: "unchanged" }
  | { readonly ok: false; readonly reason: string };

export interface FetchOptions {
  /** Whether lists may come from a host; asked again of every host a redirect leads to. */
  readonly isAllowed: (host: string) => boolean;
  readonly etag?: string | null;
  readonly limits?: FetchLimits;
  readonly transport?: Transport;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Fetches a list's file over HTTPS from allowed hosts on the open Internet. Never throws: what stands in the way is the reason. */
export async function fetchList(address: string, options: FetchOptions): Promise<Fetched> {
  const limits = options.limits ?? FETCH_LIMITS;
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    return await follow(address, options, limits, signal);
  } catch (error) {
    if (signal.aborted) return { ok: false, reason: `no complete answer within ${limits.milliseconds / 1_000} seconds` };
    return { ok: false, reason: messageOf(error) };
  }
}

async function follow(address: string, options: FetchOptions, limits: FetchLimits, signal: AbortSignal): Promise<Fetched> {
  const { transport = httpsTransport, etag } = options;
  let url = new URL(address);
  for (let hop = 0; hop <= limits.mostRedirects; hop++) {
    const refusal = refusalOf(url, options.isAllowed);
    if (refusal !== undefined) return { ok: false, reason: refusal };
    const headers = { "user-agent": "Callout", accept: "*/*", ...(etag ? { "if-none-match": etag } : {}) };
    const answer = await transport(url, headers, signal);
    if (REDIRECTS.has(answer.status)) {
      answer.close();
      const next = answer.headers.location;
      if (next === undefined || !URL.canParse(next, url)) return { ok: false, reason: `${url.host} redirects to nowhere` };
      url = new URL(next, url);
      continue;
    }
    if (answer.status === 304 && etag) {
      answer.close();
      return { ok: true, kind: "unchanged" };
    }
    if (answer.status !== 200) {
      answer.close();
      return { ok: false, reason: `${url.host} answers with status ${answer.status}` };
    }
    const bytes = await bodyOf(answer.body, Number(answer.headers["content-length"] ?? 0), limits, () => answer.close());
    if (!bytes) return { ok: false, reason: `the file has more than ${limits.mostBytes} bytes` };
    const fileName = fileNameOf(url);
    return { ok: true, kind: "file", bytes, fileName, etag: answer.headers.etag?.slice(0, 500) ?? null };
  }
  return { ok: false, reason: `more than ${limits.mostRedirects} redirects` };
}

/** The last part of its path, as a person would write it. */
function fileNameOf({ pathname }: URL): string {
  const written = pathname.slice(pathname.lastIndexOf("/") + 1).slice(0, 500);
  try {
    return decodeURIComponent(written) || "list";
  } catch {
    // A percent sign that escapes nothing stands for itself.
    return written;
  }
}

function refusalOf(url: URL, isAllowed: (host: string) => boolean): string | undefined {
  if (url.protocol !== "https:") return `${url.host} is not asked over ${url.protocol.replace(":", "")}: lists are fetched over https only`;
  if (url.username !== "" || url.password !== "") return "a list's URL has no user name or password in it";
  if (url.port !== "" && url.port !== "443") return "lists are fetched from the https port only";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0) return "lists are fetched from named hosts, never from addresses";
  if (!isAllowed(host.toLowerCase().replace(/\.$/, ""))) return `${host} is not among the hosts lists may be fetched from`;
  return undefined;
}

async function bodyOf(
  body: AsyncIterable<Uint8Array>,
  declared: number,
  { mostBytes }: FetchLimits,
  close: () => void,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (declared <= mostBytes) {
    for await (const piece of body) {
      size += piece.length;
      if (size > mostBytes) break;
      pieces.push(piece);
    }
  }
  if (declared <= mostBytes && size <= mostBytes) return Buffer.concat(pieces);
  close();
  return undefined;
}
