/** How somebody arranged a table: hidden columns and widths that differ from the defaults, by column id. */
export interface ColumnPreferences {
  readonly hidden: readonly string[];
  readonly widths: { readonly [column: string]: number };
}

const NONE: ColumnPreferences = { hidden: [], widths: {} };
export const NARROWEST = 40;
export const WIDEST = 1200;

/** A cookie, so that the server draws the columns where they will stay. */
export function columnCookie(table: string): string {
  return `callout-columns-${table}`;
}

/** Reads the cookie's text; whatever is not ours counts as never arranged. */
export function readColumns(text: string | undefined): ColumnPreferences {
  if (text === undefined) return NONE;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NONE;
  }
  if (typeof value !== "object" || value === null) return NONE;
  const hidden = "hidden" in value && Array.isArray(value.hidden) ? value.hidden.filter((id) => typeof id === "string") : [];
  const widths: Record<string, number> = {};
  if ("widths" in value && typeof value.widths === "object" && value.widths !== null)
    for (const [id, width] of Object.entries(value.widths))
      if (typeof width === "number" && width >= NARROWEST && width <= WIDEST) widths[id] = Math.round(width);
  return { hidden, widths };
}
