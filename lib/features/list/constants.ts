/** What a list's text can be; the query may still say otherwise. */
export const LIST_FORMATS = ["csv", "tsv", "psv", "txt", "json"] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Versions kept of a list, the newest among them. */
export const KEPT_VERSIONS = 5;
