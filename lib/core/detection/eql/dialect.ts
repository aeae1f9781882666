import { type FieldRef, fieldRef } from "../../event/field.ts";

/**
 * How a text is understood where Elasticsearch and the older engine (endgame) read the same signs otherwise: the older one
 * ignores case, lets `*` in `==` stand for anything, counts the members of a list, and divides keys of pipes by blanks.
 */
export interface EqlDialect {
  readonly name: "elasticsearch" | "endgame";
  /** Whether `==`, `in` and functions without `~` ignore case. */
  readonly fold: boolean;
  /** Where an event's category stands. */
  readonly category: FieldRef;
  /** Fields that hold software versions (Elasticsearch's type `version`): they compare as versions do. */
  readonly versions: ReadonlySet<string>;
}

export const ELASTICSEARCH: EqlDialect = {
  name: "elasticsearch",
  fold: false,
  category: fieldRef("ecs", "event.category"),
  versions: new Set(),
};
