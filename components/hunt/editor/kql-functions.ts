/** A function as completion shows it. */
export interface FunctionHelp {
  readonly name: string;
  /** `substring(text, start, [length])` */
  readonly signature: string;
  readonly help: string;
}

/** Lines of `name(arguments): what it gives`. */
function table(text: string): readonly FunctionHelp[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const cut = line.indexOf("): ");
      const signature = line.slice(0, cut + 1).trim();
      return { name: signature.slice(0, signature.indexOf("(")), signature, help: line.slice(cut + 3) };
    });
}

/** Scalar functions, with what they take and give. A test holds the list to what the engine runs. */
export const SCALAR_HELP: readonly FunctionHelp[] = table(`
tolower(text): The text in lower case
toupper(text): The text in upper case
strlen(text): How many characters it has
string_size(text): How many bytes it has in UTF-8
substring(text, start, [length]): A part, counted from 0
strcat(a, b, …): The texts one after the other
strcat_delim(delimiter, a, b, …): The texts with the delimiter between
strcat_array(array, delimiter): An array's values as one text
strrep(text, times, [delimiter]): The text repeated
strcmp(a, b): −1, 0 or 1 by order
reverse(text): The characters from the end
split(text, delimiter, [index]): An array of the parts
indexof(text, part, [start], [length], [occurrence]): Where the part begins; −1 when nowhere
indexof_regex(text, pattern, [start], [length], [occurrence]): Where a pattern first matches
countof(text, part, [kind]): How often the part occurs; kind "regex" for patterns
trim(pattern, text): Without the pattern at both ends
trim_start(pattern, text): Without the pattern at the start
trim_end(pattern, text): Without the pattern at the end
replace_string(text, old, new): Every occurrence replaced
replace_strings(text, olds, news): Several texts replaced, pair by pair
replace_regex(text, pattern, new): Every match replaced; \\1 stands for a group
replace(pattern, new, text): The older order of replace_regex
translate(from, to, text): Characters replaced one for one
extract(pattern, group, text, [type]): What a group of the pattern matched first
extract_all(pattern, [groups], text): Every match of the pattern
extractall(pattern, [groups], text): The older name of extract_all
extract_json(path, text, [type]): What a path leads to in JSON text
extractjson(path, text, [type]): The older name of extract_json
has_any_index(text, terms): Which of the terms it has first; −1 for none
isempty(value): Whether it is an empty text or null
isnotempty(value): Whether it is neither empty nor null
notempty(value): The older name of isnotempty
isnull(value): Whether it is null; a text never is
isnotnull(value): Whether it is not null
notnull(value): The older name of isnotnull
isascii(text): Whether every character is ASCII
isutf8(text): Whether it is valid UTF-8
unicode_codepoints_from_string(text): An array of its code points
unicode_codepoints_to_string(codes, …): A text of code points
make_string(codes, …): A text of code points
regex_quote(text): The text with the pattern characters escaped
tostring(value): As text
toint(value): As a whole number of 32 bits, or null
tolong(value): As a whole number of 64 bits, or null
toreal(value): As a floating number, or null
todouble(value): As a floating number, or null
todecimal(value): As a decimal number, or null
tobool(value): As true or false, or null
toboolean(value): As true or false, or null
todatetime(value): As a time, or null
totimespan(value): As a span of time, or null
toguid(value): As a GUID, or null
tohex(number, [digits]): In hexadecimal
parse_json(text): JSON text as dynamic
parsejson(text): The older name of parse_json
todynamic(text): The older name of parse_json
toobject(text): The older name of parse_json
dynamic_to_json(value): Dynamic as JSON text with sorted keys
abs(number): Without its sign
bin(value, size): Rounded down to a multiple of the size: time slots
floor(value, size): Another name of bin
bin_at(value, size, start): Rounded down to slots that begin at a point
ceiling(number): The next whole number up
round(number, [digits]): Rounded
sign(number): −1, 0 or 1
sqrt(number): Square root
exp(number): e to the power
exp2(number): 2 to the power
exp10(number): 10 to the power
log(number): Natural logarithm
log2(number): Logarithm to base 2
log10(number): Logarithm to base 10
sin(radians): Sine
cos(radians): Cosine
tan(radians): Tangent
cot(radians): Cotangent
asin(number): Arc sine
acos(number): Arc cosine
atan(number): Arc tangent
atan2(y, x): Angle of a point
degrees(radians): Radians in degrees
radians(degrees): Degrees in radians
pow(base, exponent): Power
pi(): The number π
isnan(number): Whether it is not a number
isinf(number): Whether it is infinite
isfinite(number): Whether it is neither infinite nor NaN
min_of(a, b, …): The smallest of the arguments
max_of(a, b, …): The largest of the arguments
binary_and(a, b): Bits set in both
binary_or(a, b): Bits set in either
binary_xor(a, b): Bits set in one of them
binary_not(a): Bits turned around
binary_shift_left(number, bits): Bits moved left
binary_shift_right(number, bits): Bits moved right
bitset_count_ones(number): How many bits are set
format_bytes(bytes, [digits], [unit]): A size as people read it
startofday(time, [offset]): The day's first instant
startofweek(time, [offset]): The first instant of its Sunday
startofmonth(time, [offset]): The month's first instant
startofyear(time, [offset]): The year's first instant
endofday(time, [offset]): The day's last instant
endofweek(time, [offset]): The week's last instant
endofmonth(time, [offset]): The month's last instant
endofyear(time, [offset]): The year's last instant
dayofweek(time): Days since Sunday, as a span
dayofmonth(time): Day of the month
dayofyear(time): Day of the year
hourofday(time): Hour of the day
monthofyear(time): Month, 1 to 12
getmonth(time): Month, 1 to 12
getyear(time): Year
week_of_year(time): ISO week
weekofyear(time): The older name of week_of_year
datetime_part(part, time): One part: "year", "hour", …
datetime_diff(part, a, b): How many of a part lie between b and a
datetime_add(part, amount, time): The time moved by so many parts
make_datetime(year, month, day, [hour], [minute], [second]): A time from its parts
make_timespan([days], hours, minutes, [seconds]): A span from its parts
format_datetime(time, format): The time as text: "yyyy-MM-dd HH:mm"
format_timespan(span, format): The span as text
unixtime_seconds_todatetime(number): A time from seconds since 1970
unixtime_milliseconds_todatetime(number): A time from milliseconds since 1970
unixtime_microseconds_todatetime(number): A time from microseconds since 1970
unixtime_nanoseconds_todatetime(number): A time from nanoseconds since 1970
datetime_utc_to_local(time, zone): UTC in a time zone
datetime_local_to_utc(time, zone): A zone's time in UTC
array_length(array): How many values
array_concat(a, b, …): Arrays one after the other
array_index_of(array, value, [start]): Where the value is; −1 when nowhere
array_slice(array, start, end): A part, both ends included
array_split(array, indices): Parts cut at the indices
array_reverse(array): From the end
array_sum(array): The sum
array_sort_asc(array, …): Sorted upwards
array_sort_desc(array, …): Sorted downwards
array_rotate_left(array, by): Rotated left
array_rotate_right(array, by): Rotated right
array_shift_left(array, by, [fill]): Moved left
array_shift_right(array, by, [fill]): Moved right
array_iff(conditions, ifs, elses): Value by value, by the conditions
pack_array(a, b, …): An array of the arguments
pack(key, value, …): A bag of the arguments
bag_pack(key, value, …): A bag of the arguments
pack_dictionary(key, value, …): The older name of bag_pack
bag_keys(bag): Its keys
bag_has_key(bag, key): Whether it has the key
bag_merge(a, b, …): Bags in one; the first value of a key stays
bag_remove_keys(bag, keys): Without the keys
bag_set_key(bag, key, value): With the key set
bag_zip(keys, values): A bag of keys and values
treepath(dynamic): Every path in it
zip(a, b, …): Arrays of the values at each place
repeat(value, times): An array of the same value
range(start, stop, [step]): An array of values in steps
set_union(a, b, …): Values of any
set_intersect(a, b, …): Values of all
set_difference(a, b, …): Values of the first alone
set_equals(a, b): Whether they hold the same values
set_has_element(set, value): Whether it holds the value
jaccard_index(a, b): How alike two sets are, 0 to 1
ipv4_is_private(address): Whether it is a private address
ipv6_is_private(address): Whether it is a private address
ipv4_is_in_range(address, cidr): Whether the range holds it
ipv6_is_in_range(address, cidr): Whether the range holds it
ipv4_is_in_any_range(address, cidrs…): Whether one of the ranges holds it
ipv6_is_in_any_range(address, cidrs…): Whether one of the ranges holds it
ipv4_is_match(a, b, [prefix]): Whether they are equal up to the prefix
ipv6_is_match(a, b, [prefix]): Whether they are equal up to the prefix
ipv4_compare(a, b, [prefix]): −1, 0 or 1 by order
ipv6_compare(a, b, [prefix]): −1, 0 or 1 by order
ipv4_netmask_suffix(cidr): Its prefix length
parse_ipv4(address): As a number
parse_ipv4_mask(address, prefix): As a number under a mask
parse_ipv6(address): In canonical form
format_ipv4(number, [prefix]): A number as an address
format_ipv4_mask(number, [prefix]): A number as a range
has_ipv4(text, address): Whether the text names the address
has_any_ipv4(text, addresses…): Whether it names one of them
has_ipv4_prefix(text, prefix): Whether it names an address that begins so
has_any_ipv4_prefix(text, prefixes…): Whether it names one that begins so
ipv4_range_to_cidr_list(first, last): The ranges between two addresses
base64_decode_tostring(text): Base64 as text
base64_decodestring(text): The older name of base64_decode_tostring
base64_encode_tostring(text): Text as Base64
base64_encodestring(text): The older name of base64_encode_tostring
base64_decode_toarray(text): Base64 as an array of bytes
base64_decode_toguid(text): Base64 as a GUID
url_decode(text): Without percent escapes
url_encode(text): With percent escapes
url_encode_component(text): With percent escapes, as a component
hash(value, [mod]): A number that stands for the value (xxhash64)
hash_xxhash64(value, [mod]): xxhash64
hash_md5(value): MD5 in hexadecimal
hash_sha1(value): SHA-1 in hexadecimal
hash_sha256(value): SHA-256 in hexadecimal
parse_url(text): Scheme, host, path, … of a URL
parse_urlquery(text): The parameters of a URL's query
parse_path(text): Directory, file name, extension, …
parse_command_line(text, "windows"): The arguments of a command line
parse_csv(text): The fields of one line
parse_xml(text): XML as dynamic
parse_version(text): A version as a number that sorts
iff(condition, yes, no): One of two values
iif(condition, yes, no): One of two values
case(condition, value, …, otherwise): The value of the first condition that holds
coalesce(a, b, …): The first that is not null or empty
not(condition): The opposite
column_ifexists(name, otherwise): The column, or the other value when there is none
columnifexists(name, otherwise): The older name of column_ifexists
pack_all([ignore_null]): The whole row as a bag
now([offset]): The time of this run
ago(span): That long before this run
ingestion_time(): When the event was stored
geo_info_from_ip_address(address): Country and network of an address
row_number([start], [restart]): The row's number; after serialize or sort
prev(column, [offset], [otherwise]): The column in a row before; after serialize or sort
next(column, [offset], [otherwise]): The column in a row after; after serialize or sort
row_cumsum(column, [restart]): The sum so far; after serialize or sort
row_rank_dense(column, [restart]): The rank without gaps; after sort
row_rank_min(column, [restart]): The rank with gaps; after sort
row_window_session(time, within, gap, [restart]): When the row's session began; after sort
`);

/** What `summarize` can compute. */
export const AGGREGATE_HELP: readonly FunctionHelp[] = table(`
count(): Rows
countif(condition): Rows for which it holds
dcount(value): Different values; counted exactly here
dcountif(value, condition): Different values where it holds
count_distinct(value): Different values, exactly
count_distinctif(value, condition): Different values where it holds
sum(number): Sum
sumif(number, condition): Sum where it holds
avg(number): Average
avgif(number, condition): Average where it holds
min(value): Smallest
minif(value, condition): Smallest where it holds
max(value): Largest
maxif(value, condition): Largest where it holds
arg_max(value, columns…): The row with the largest value; * for all columns
arg_min(value, columns…): The row with the smallest value; * for all columns
take_any(columns…): Any one row's values
take_anyif(column, condition): Any one value where it holds
any(columns…): The older name of take_any
make_set(value, [most]): An array of the different values
make_set_if(value, condition, [most]): Different values where it holds
makeset(value, [most]): The older make_set, 128 values at most
make_list(value, [most]): An array of the values
make_list_if(value, condition, [most]): Values where it holds
make_list_with_nulls(value): An array of the values, nulls too
makelist(value, [most]): The older make_list, 128 values at most
make_bag(bag, [most]): Bags in one
make_bag_if(bag, condition, [most]): Bags in one where it holds
percentile(number, percent): The value below which so many percent lie
percentiles(number, percents…): Several percentiles, a column each
percentiles_array(number, percents…): Several percentiles as an array
stdev(number): Standard deviation of a sample
stdevif(number, condition): Standard deviation where it holds
stdevp(number): Standard deviation of everything
variance(number): Variance of a sample
varianceif(number, condition): Variance where it holds
variancep(number): Variance of everything
binary_all_and(number): Bits set in every row
binary_all_or(number): Bits set in any row
binary_all_xor(number): Bits of all rows, xor
`);
