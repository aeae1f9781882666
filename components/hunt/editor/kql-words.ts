/** A tabular operator as completion offers it after a bar. */
export interface OperatorHelp {
  readonly name: string;
  readonly help: string;
  /** What is inserted, with `#{}` where the cursor goes in turn; the name alone when absent. */
  readonly snippet?: string;
}

/** What can follow a bar. The operators the engine refuses are not offered. */
export const OPERATOR_HELP: readonly OperatorHelp[] = [
  { name: "where", help: "Keep the rows for which something holds", snippet: "where #{condition}" },
  { name: "summarize", help: "One row a group: counts, sets, extremes", snippet: "summarize #{count()} by #{column}" },
  { name: "extend", help: "Add computed columns", snippet: "extend #{name} = #{expression}" },
  { name: "project", help: "Keep, rename and compute columns", snippet: "project #{columns}" },
  { name: "project-away", help: "Drop columns" },
  { name: "project-keep", help: "Keep columns in their order" },
  { name: "project-rename", help: "Rename columns", snippet: "project-rename #{new} = #{old}" },
  { name: "project-reorder", help: "Put columns first" },
  { name: "sort by", help: "Sort; largest first unless asc", snippet: "sort by #{column} desc" },
  { name: "order by", help: "Sort; another name of sort by", snippet: "order by #{column} desc" },
  { name: "top", help: "The first rows by a column", snippet: "top #{10} by #{column} desc" },
  { name: "take", help: "Any so many rows", snippet: "take #{100}" },
  { name: "limit", help: "Any so many rows", snippet: "limit #{100}" },
  { name: "distinct", help: "Different combinations of values" },
  { name: "count", help: "How many rows" },
  {
    name: "join",
    help: "Rows of two tables side by side; innerunique unless told otherwise",
    snippet: "join kind=#{inner} (\n    #{Table}\n) on #{column}",
  },
  { name: "lookup", help: "Add columns of a small table", snippet: "lookup kind=leftouter (\n    #{Table}\n) on #{column}" },
  { name: "union", help: "Rows of several tables" },
  { name: "mv-expand", help: "A row for each value of an array", snippet: "mv-expand #{column}" },
  { name: "mv-apply", help: "A subquery over each array", snippet: "mv-apply #{item} = #{column} on (\n    #{where true}\n)" },
  { name: "parse", help: "Columns out of a text of known form", snippet: 'parse #{column} with * "#{before}" #{name} "#{after}" *' },
  { name: "parse-where", help: "As parse, and keep only what has the form" },
  { name: "parse-kv", help: "Columns out of key=value text" },
  { name: "make-series", help: "Values in even steps of time", snippet: "make-series #{n = count()} on #{Timestamp} step #{1h}" },
  { name: "evaluate", help: "A plugin: bag_unpack, pivot, ipv4_lookup" },
  { name: "invoke", help: "A function over the rows: FileProfile" },
  { name: "serialize", help: "Fix the order, for prev, next and row_number" },
  { name: "search", help: "Rows in which some column has a term" },
  { name: "sample", help: "So many random rows", snippet: "sample #{100}" },
  { name: "sample-distinct", help: "So many random values", snippet: "sample-distinct #{10} of #{column}" },
  { name: "top-hitters", help: "The most frequent values", snippet: "top-hitters #{10} of #{column}" },
  { name: "top-nested", help: "The most frequent values, level by level", snippet: "top-nested #{10} of #{column} by #{count()}" },
  { name: "scan", help: "A step machine over sorted rows" },
  { name: "getschema", help: "The columns and their types" },
  { name: "as", help: "Name the rows so far" },
  { name: "consume", help: "Read everything, give nothing" },
  { name: "render", help: "Draw the result", snippet: "render #{timechart}" },
];

/** Every word that can stand behind a bar, for colours. */
export const OPERATOR_NAMES: readonly string[] = [
  ...OPERATOR_HELP.map(({ name }) => name.replace(" by", "")),
  "filter",
  "mvexpand",
  "mvapply",
  "partition",
  "reduce",
  "fork",
  "facet",
];

/** How two values or a value and a list are compared. */
export const COMPARISONS: readonly (readonly [name: string, help: string])[] = [
  ["==", "Equal, with case"],
  ["=~", "Equal, without case"],
  ["!=", "Not equal, with case"],
  ["!~", "Not equal, without case"],
  ["has", "Has the whole word, without case: fast"],
  ["!has", "Has not the whole word"],
  ["has_any", "Has one of the words: (a, b)"],
  ["has_all", "Has all of the words"],
  ["hasprefix", "Has a word that begins so"],
  ["contains", "Has the text anywhere, without case"],
  ["!contains", "Has the text nowhere"],
  ["startswith", "Begins so, without case"],
  ["!startswith", "Does not begin so"],
  ["endswith", "Ends so, without case"],
  ["!endswith", "Does not end so"],
  ["matches regex", "Matches a pattern"],
  ["in", "One of a list, with case"],
  ["in~", "One of a list, without case"],
  ["!in", "None of a list, with case"],
  ["!in~", "None of a list, without case"],
  ["between", "From one value to another: (a .. b)"],
  ["and", "Both"],
  ["or", "Either"],
];

/** What `render` can be asked for here. */
export const CHART_NAMES: readonly (readonly [name: string, help: string])[] = [
  ["timechart", "Lines over time"],
  ["linechart", "Lines over any column"],
  ["areachart", "Areas over any column"],
  ["stackedareachart", "Areas on top of each other"],
  ["columnchart", "Upright bars"],
  ["barchart", "Lying bars"],
  ["piechart", "Shares"],
  ["scatterchart", "Points"],
  ["card", "One number, large"],
  ["table", "The table"],
];

export const JOIN_KINDS: readonly (readonly [name: string, help: string])[] = [
  ["kind=inner", "Every pair that agrees"],
  ["kind=innerunique", "One left row for each key: the default"],
  ["kind=leftouter", "Every left row"],
  ["kind=rightouter", "Every right row"],
  ["kind=fullouter", "Every row of both"],
  ["kind=leftanti", "Left rows without a partner"],
  ["kind=leftsemi", "Left rows with a partner"],
];
