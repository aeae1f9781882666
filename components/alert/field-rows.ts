/** A document's fields as text, by name; those without a value are left out: they only make the rest harder to find. */
export function fieldRows(fields: { readonly [name: string]: unknown }): readonly (readonly [name: string, value: string])[] {
  return Object.entries(fields)
    .map(([name, value]) => [name, valueText(value)] as const)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
