/** A choice of a filter, and how many rules it would show under the other filters. */
export interface FacetChoice {
  readonly value: string;
  readonly count: number;
}

export const FACETS = ["severity", "status", "tag", "product", "category", "service", "language", "kind", "state", "origin"] as const;
export type Facet = (typeof FACETS)[number];
export type RuleFacets = { readonly [F in Facet]: readonly FacetChoice[] };
