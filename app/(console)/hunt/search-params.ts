import { inflateRawSync } from "node:zlib";
import { z } from "zod";
import { LONGEST_QUERY, QUERY_LANGUAGES, RangeText } from "#features/hunt/saved/schema";

const first = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(first, type.optional().catch(undefined));

/** `?hunt=` a run with its result, `?saved=` a saved query, `?q=` a text packed by `packQuery`, `?text=` a plain one from a link. */
const Address = z.object({
  hunt: optional(z.uuid()),
  saved: optional(z.uuid()),
  q: optional(z.string().max(LONGEST_QUERY)),
  text: optional(z.string().max(LONGEST_QUERY)),
  language: optional(z.enum(QUERY_LANGUAGES)),
  range: optional(RangeText),
  now: optional(z.iso.datetime()),
});

const Packed = z.object({
  language: z.enum(QUERY_LANGUAGES),
  text: z.string().max(LONGEST_QUERY),
  range: RangeText.catch("all"),
});

export interface HuntAddress {
  readonly hunt: string | null;
  readonly saved: string | null;
  readonly shared: {
    readonly language: (typeof QUERY_LANGUAGES)[number];
    readonly text: string;
    readonly range: string;
    readonly now: string | null;
  } | null;
  /** `q` was there and could not be read: a link that was cut off. */
  readonly isBroken: boolean;
}

/** Reads the page's address. Nothing in it runs a query, and nothing in it can fail. */
export function parseHuntAddress(params: { readonly [name: string]: string | string[] | undefined }): HuntAddress {
  const { hunt, saved, q, text, language, range, now } = Address.parse(params);
  const packed = q === undefined ? null : unpackQuery(q);
  const plain = text === undefined ? null : { language: language ?? ("kql" as const), text, range: range ?? "all" };
  const shared = packed ?? plain;
  return {
    hunt: hunt ?? null,
    saved: saved ?? null,
    shared: shared && { ...shared, now: now ?? null },
    isBroken: (params.q !== undefined && packed === null) || (params.hunt !== undefined && hunt === undefined),
  };
}

/** What `packQuery` packed; null when it is anything else. A small text that inflates without end stops at the longest query. */
export function unpackQuery(packed: string): z.infer<typeof Packed> | null {
  try {
    const text = inflateRawSync(Buffer.from(packed, "base64url"), { maxOutputLength: LONGEST_QUERY * 4 }).toString("utf8");
    return Packed.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
