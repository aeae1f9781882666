import { ADDRESS_FUNCTIONS } from "./address.ts";
import type { FunctionDefinition } from "./definition.ts";
import { LIST_FUNCTIONS } from "./list.ts";
import { NUMBER_FUNCTIONS } from "./number.ts";
import { PATTERN_FUNCTIONS } from "./pattern.ts";
import { RELATION_FUNCTIONS } from "./relation.ts";
import { TEXT_FUNCTIONS } from "./text.ts";

/** Every function a value can be computed with. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...RELATION_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...ADDRESS_FUNCTIONS,
  ...LIST_FUNCTIONS,
];

const byName = new Map(FUNCTIONS.map((definition) => [definition.name.toLowerCase(), definition]));

/** A function by its name, in any case, as Elasticsearch looks them up. */
export function functionNamed(name: string): FunctionDefinition | undefined {
  return byName.get(name.toLowerCase());
}
