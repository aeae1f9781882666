import type { z } from "zod";

/** Where the next page of an ordered list begins, as text that an address can carry: what the list is ordered by, of its last row. */
export function encodeCursor(place: readonly (string | number | undefined)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place a cursor names; null where there is none or nobody here made it, so that the list begins at its start. */
export function decodeCursor<Place>(shape: z.ZodType<Place>, text: string | null | undefined): Place | null {
  const place = shape.safeParse(jsonIn(text));
  return place.success ? place.data : null;
}

function jsonIn(cursor: string | null | undefined): unknown {
  const text = Buffer.from(cursor ?? "", "base64url").toString("utf8");
  // No column holds U+0000, and Postgres refuses a statement with it.
  if (text.includes("\\u0000")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Whoever changed the address reads from the start.
    return undefined;
  }
}
