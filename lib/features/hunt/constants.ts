/** Rows of a result that are kept: what a person or a sheet can still take in. */
export const MOST_RESULT_ROWS = 100_000;
/** Characters of a result, its event references included. */
export const MOST_RESULT_CHARACTERS = 128_000_000;
/** Event references kept with one row; `eventTotal` goes on. */
export const EVENTS_PER_ROW = 1_000;
/** Days the rows of a hunt are kept. The question stays. */
export const ROWS_KEPT_DAYS = 7;
/** Bytes of a question as JSON: the longest text in UTF-8, escaped. */
export const QUESTION_BYTES = 1_500_000;
