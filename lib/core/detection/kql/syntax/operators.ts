/** Binary operators between words or symbols, in the spelling the binder uses; `in` and its kin take a list. */
export const COMPARISONS: ReadonlySet<string> = new Set([
  "==",
  "!=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "=~",
  "!~",
  "has",
  "!has",
  "has_cs",
  "!has_cs",
  "hasprefix",
  "!hasprefix",
  "hasprefix_cs",
  "!hasprefix_cs",
  "hassuffix",
  "!hassuffix",
  "hassuffix_cs",
  "!hassuffix_cs",
  "contains",
  "!contains",
  "contains_cs",
  "!contains_cs",
  "startswith",
  "!startswith",
  "startswith_cs",
  "!startswith_cs",
  "endswith",
  "!endswith",
  "endswith_cs",
  "!endswith_cs",
  "containscs",
  "notcontains",
  "notcontainscs",
]);

export const LISTS: ReadonlySet<string> = new Set(["in", "!in", "in~", "!in~", "has_any", "has_all", "!has_any", "!has_all"]);

/** Old spellings. */
export const SPELLING: { readonly [name: string]: string } = {
  "<>": "!=",
  containscs: "contains_cs",
  notcontains: "!contains",
  notcontainscs: "!contains_cs",
};

/** Words a column cannot be called by without brackets: the engine refuses them. */
export const RESERVED: ReadonlySet<string> = new Set(["first", "last", "asc", "desc", "to", "by", "and", "or", "missing", "nulls"]);
