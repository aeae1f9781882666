import { KNOWN_NAMES } from "#core/detection/eql/names";
import { AGGREGATES } from "#core/detection/kql/bind/aggregate";
import { SPECIAL_FORMS } from "#core/detection/kql/bind/special";
import { WINDOW_FUNCTIONS } from "#core/detection/kql/bind/window";
import { SCALAR_FUNCTIONS } from "#core/detection/kql/functions/table";
import { TABLES } from "#core/detection/kql/tables/schema";
import { FIELDS } from "#core/event/fields";
import type { CatalogNames } from "#features/hunt/types";

/** ECS categories that events of the store have (telemetry.md §1.3), and `any`. */
const CATEGORIES = [
  "any",
  "authentication",
  "configuration",
  "driver",
  "file",
  "iam",
  "library",
  "malware",
  "network",
  "process",
  "registry",
];
const TABULAR = ["datatable", "externaldata", "materialize", "print", "range", "search", "table", "toscalar", "union"];
const PLUGINS = ["bag_unpack", "ipv4_lookup", "pivot"];

type Functions = CatalogNames["functions"];

/** Every name there is, for an editor to complete. */
export function catalogNames(): CatalogNames {
  const named = (names: Iterable<string>, kind: Functions[number]["kind"]): Functions => [...names].map((name) => ({ name, kind }));
  return {
    tables: [...TABLES].map(([name, columns]) => ({ name, columns: columns.map(({ name: column, type }) => ({ name: column, type })) })),
    functions: [
      ...named([...Object.keys(SCALAR_FUNCTIONS), ...Object.keys(SPECIAL_FORMS)].sort(), "scalar"),
      ...named(AGGREGATES, "aggregate"),
      ...named(WINDOW_FUNCTIONS, "window"),
      ...named(TABULAR, "tabular"),
      ...named(PLUGINS, "plugin"),
    ],
    eql: {
      categories: CATEGORIES,
      fields: Object.keys(FIELDS).filter((name) => !name.startsWith("callout.")),
      functions: KNOWN_NAMES.split(", "),
    },
  };
}
