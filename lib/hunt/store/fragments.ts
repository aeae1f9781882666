import { type Condition, sql } from "./sql.ts";

/**
 * Conditions on the record as it is stored, for columns whose text stands in it word for word. `raw` is what JSON.stringify gave:
 * printable ASCII stands as itself but for the quote and the backslash. Case is folded as KQL does it, where two characters
 * beside ASCII fold into it or nearly so (the Kelvin sign); letters that they could stand for match anything.
 */
const SAFE = /[\u0020-\u007e]/;
const WILD = /["\\%_kKiI]/;
/** Shorter pieces are in nearly every record. */
const SHORTEST = 3;

/** What a record must be like (`ILIKE`) when a text in it holds the needle; undefined when the needle says too little. */
export function recordPattern(needle: string): string | undefined {
  let pattern = "";
  let solid = 0;
  for (const char of needle) {
    if (SAFE.test(char) && !WILD.test(char)) {
      pattern += char;
      solid++;
    } else if (!pattern.endsWith("%")) pattern += "%";
  }
  return solid < SHORTEST ? undefined : `%${pattern}%`.replaceAll("%%", "%");
}

/** Rows whose record may hold one of the needles, or all of them. */
export function recordHolds(needles: readonly string[], wants: "any" | "all"): Condition {
  const patterns = needles.map(recordPattern);
  if (wants === "any") {
    if (needles.length === 0) return false;
    const known = patterns.filter((pattern) => pattern !== undefined);
    if (known.length < patterns.length || known.length > MOST_NEEDLES) return true;
    return sql(
      known.length === 1 ? `e.raw COLLATE "C" ILIKE ?` : `e.raw COLLATE "C" ILIKE ANY(?::text[])`,
      known.length === 1 ? known[0] : known,
    );
  }
  const known = patterns.filter((pattern) => pattern !== undefined);
  if (known.length === 0) return true;
  return sql(`e.raw COLLATE "C" ILIKE ALL(?::text[])`, known);
}

/** Each costs a pass over the record; beyond that, making the row is cheaper. */
const MOST_NEEDLES = 40;
