import { CAST_FUNCTIONS } from "./casts.ts";
import { DATE_FUNCTIONS } from "./dates.ts";
import { DYNAMIC_FUNCTIONS } from "./dynamics.ts";
import { ENCODING_FUNCTIONS } from "./encodings.ts";
import { GEO_FUNCTIONS } from "./geo.ts";
import { NETWORK_FUNCTIONS } from "./network.ts";
import { NUMBER_FUNCTIONS } from "./numbers.ts";
import { PARSER_FUNCTIONS } from "./parsers.ts";
import { SERIES_FUNCTIONS } from "./series.ts";
import type { FunctionTable } from "./signature.ts";
import { SKETCH_FUNCTIONS } from "./sketches.ts";
import { STRING_FUNCTIONS } from "./strings.ts";

/** Every scalar function with fixed types, by name. Names are case-sensitive, as in Kusto. */
export const SCALAR_FUNCTIONS: FunctionTable = {
  ...STRING_FUNCTIONS,
  ...CAST_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...DYNAMIC_FUNCTIONS,
  ...NETWORK_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...PARSER_FUNCTIONS,
  ...SERIES_FUNCTIONS,
  ...GEO_FUNCTIONS,
  ...SKETCH_FUNCTIONS,
};
