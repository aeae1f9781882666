import type { Execute } from "./run.ts";

/** A tabular query reads a store, not hits. Whoever runs it over hits would take "nothing" for its answer. */
export const tabular: Execute<"query"> = () => {
  throw new Error("a query plan runs over a store of events: kql/query.ts");
};
