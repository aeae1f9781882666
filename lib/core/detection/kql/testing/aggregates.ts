import fc from "fast-check";

/** The columns of a table that generated aggregates are over. */
export interface AggregateColumns {
  readonly time: string;
  readonly texts: readonly string[];
  readonly number: string;
  /** Any instant of theirs. */
  readonly around: Date;
}

const either = <T>(...items: readonly T[]) => fc.constantFrom(...items);
const SIZES = ["1m", "7m", "1h", "1d"] as const;

/** What rows are counted by: any of these gives one value for many rows. */
function keys({ time, texts, number, around }: AggregateColumns): fc.Arbitrary<string> {
  return fc.oneof(
    either(...texts, number),
    either(...SIZES).map((size) => `bin(${time}, ${size})`),
    either(
      `startofday(${time})`,
      `hourofday(${time})`,
      `datetime_part("minute", ${time})`,
      `format_datetime(${time}, "yyyy-MM-dd HH:mm")`,
      `format_datetime(${time}, "HH:mm:ss")`,
      `bin_at(${time}, 11m, datetime(${around.toISOString()}))`,
      `dayofweek(${time})`,
    ),
    either(...texts).map((text) => `tolower(${text})`),
    either(...texts).map((text) => `strlen(${text})`),
    either(`iff(${number} > 100, "high", "low")`, `bin(${number}, 100)`, `${time} > datetime(${around.toISOString()})`),
    fc.constant(`${time} - startofday(${time}) > 1h`),
  );
}

/** Each gives the same whatever order rows come in. Those that a group's number cannot stand for are among them. */
function aggregates({ time, texts, number, around }: AggregateColumns): fc.Arbitrary<string> {
  const text = either(...texts);
  const at = `datetime(${around.toISOString()})`;
  return fc.oneof(
    { weight: 3, arbitrary: either("count()", `dcount(${number})`, `count_distinct(${number})`, `countif(${number} > 100)`) },
    { weight: 3, arbitrary: text.map((one) => `dcount(${one})`) },
    { weight: 3, arbitrary: either(`min(${time})`, `max(${time})`, `max(${time}) - min(${time})`, `maxif(${time}, ${number} > 90)`) },
    { weight: 2, arbitrary: text.map((one) => `arg_max(${time}, ${one}, ${number})`) },
    { weight: 2, arbitrary: text.map((one) => `arg_min(${time}, tolower(${one}))`) },
    {
      weight: 2,
      arbitrary: either(`sum(${number})`, `avg(${number})`, `min(${number})`, `max(${number})`, `sumif(${number}, ${time} < ${at})`),
    },
    { weight: 2, arbitrary: either(`percentile(${number}, 50)`, `percentiles(${number}, 5, 95)`, `binary_all_xor(${number})`) },
    { weight: 2, arbitrary: text.map((one) => `array_sort_asc(make_set(${one}))`) },
    { weight: 1, arbitrary: text.map((one) => `array_sort_asc(make_set_if(${one}, ${number} > 90))`) },
    { weight: 1, arbitrary: text.map((one) => `array_sort_asc(make_list(${one}))`) },
    { weight: 1, arbitrary: either(`isnull(take_any(${number}))`, `round(stdev(${number}), 6)`, `round(avg(todouble(${number})), 6)`) },
    { weight: 1, arbitrary: either(`dcount_hll(hll(${number}))`, `percentile_tdigest(tdigest(${number}), 50)`) },
    { weight: 1, arbitrary: either(`dcount(${time})`, `avg(${time})`, `min(bin(${time}, 5m))`, `countif(${time} between (${at} .. 10m))`) },
    { weight: 1, arbitrary: either(`100 * countif(${number} > 100) / count()`, `dcountif(${number}, ${time} >= ${at})`) },
  );
}

/** Ends of a query that count rows. */
export function aggregateTails(columns: AggregateColumns): fc.Arbitrary<string> {
  const { time, texts, number, around } = columns;
  const by = fc.uniqueArray(keys(columns), { maxLength: 3 });
  const named = fc.uniqueArray(aggregates(columns), { minLength: 1, maxLength: 4 }).map((found) => {
    // Results of several columns name themselves.
    return found.map((one, index) => (/^(?:arg_|percentiles)/.test(one) ? one : `a${index} = ${one}`)).join(", ");
  });
  const summarize = fc
    .tuple(named, by)
    .map(([what, how]) => `summarize ${what}${how.length > 0 ? ` by ${how.map((one, i) => `k${i} = ${one}`).join(", ")}` : ""}`);
  const before = fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    either(...texts).map((one) => `| extend ${one} = toupper(${one}) `),
    either(...texts).map((one) => `| where ${one} has "a" or ${time} < datetime(${around.toISOString()}) `),
    fc.constant(`| extend Later = ${time} | where Later != datetime(${around.toISOString()}) `),
    fc.constant(`| project ${[time, number, ...texts].join(", ")} `),
    fc.constant(`| where rand() >= 0 `),
    fc.constant(`| where * has "alpha" `),
    fc.constant(`| extend all = strlen(tostring(pack_all())) | where all % 2 == 0 `),
    fc.constant(`| project-rename Other = ${number} | extend ${number} = Other + 1 `),
    fc.constant(`| extend ${number} = case(${time} > datetime(${around.toISOString()}), 200, ${number} > 90, 100, 1) `),
  );
  const series = either(...texts).map(
    (one) =>
      `make-series n = count(), d = dcount(${number}) on ${time} from datetime(${around.toISOString()}) to datetime(${new Date(around.getTime() + 1_200_000).toISOString()}) step 2m by ${one}`,
  );
  const end = fc.oneof(
    { weight: 8, arbitrary: summarize },
    { weight: 1, arbitrary: fc.constant("count") },
    { weight: 1, arbitrary: fc.uniqueArray(keys(columns), { minLength: 1, maxLength: 2 }).map((found) => `distinct ${found.join(", ")}`) },
    { weight: 1, arbitrary: series },
    {
      weight: 1,
      arbitrary: either(...texts).map(
        (one) => `summarize n = count() by ${one}, h = bin(${time}, 1h) | summarize max(n), sum(n), dcount(${one}) by h`,
      ),
    },
    { weight: 1, arbitrary: either(...texts).map((one) => `summarize n = count() by ${one} | where ${one} has "a" and n > 1`) },
    { weight: 1, arbitrary: either(...texts).map((one) => `top-nested of ${one} by n = count(), top-nested of ${number} by max(${time})`) },
  );
  return fc.tuple(before, end).map(([first, last]) => `${first}| ${last}`);
}
