/** Functions whose result is called like their first argument: `startofday(Timestamp)` is a column `Timestamp`. */
const LIKE_FIRST: ReadonlySet<string> = new Set(
  (
    "tostring toint tolong toreal todouble todecimal tobool toboolean todatetime totimespan toguid todynamic toobject parse_json parsejson " +
    "tohex split parse_csv parse_xml format_datetime format_timespan format_bytes startofday bin floor bin_at ceiling round abs sqrt pow " +
    "log log2 log10 exp exp2 exp10 cos sin tan acos asin atan atan2 gamma loggamma erf erfc binary_and binary_or binary_xor binary_not " +
    "binary_shift_left binary_shift_right bitset_count_ones series_fir series_iir series_fill_backward series_fill_forward " +
    "series_fill_const series_fill_linear"
  ).split(" "),
);

/** What stands before the name of the first argument. */
const PREFIX: { readonly [name: string]: string } = {
  strlen: "strlen",
  string_size: "string_size",
  dcount_hll: "dcount_hll",
  repeat: "repeat",
  treepath: "tree",
  percentiles_array_tdigest: "percentile_tdigest",
};

const FIXED: { readonly [name: string]: string } = {
  tdigest_merge: "tdigests_merge_result",
  merge_tdigest: "tdigests_merge_result",
  hll_merge: "hll_merged_result",
};

/**
 * How a call without a name of its own is called, by that of its first argument; undefined: `Column1` and so on. As Microsoft's own
 * language service has it.
 */
export function resultName(call: string, first: string | undefined): string | undefined {
  if (LIKE_FIRST.has(call)) return first;
  const prefix = Object.hasOwn(PREFIX, call) ? PREFIX[call] : undefined;
  if (prefix !== undefined) return `${prefix}_${first ?? ""}`;
  return Object.hasOwn(FIXED, call) ? FIXED[call] : undefined;
}
