import type { AddressRange } from "../../event/address.ts";
import type { Scalar } from "../../event/value.ts";
import type { LikePattern } from "./like.ts";
import type { CheckedRegex } from "./regex.ts";
import type { TimePart } from "./time-part.ts";

/**
 * A question about one value. `fold` ignores case.
 * - `equals` with a number also holds for a text that spells that number, in decimal or as `0x…`.
 * - `contains`, `prefix`, `suffix` and `like` read numbers and booleans as their text.
 * - `cidr` holds for a text that is an address of the block in any spelling.
 * - `range` compares numerically; a text that is no number does not satisfy it.
 * - `part` compares a part of a time numerically; a text that is no time does not satisfy it.
 * - `present` holds for every value that is not null, the empty text included.
 */
export type Test =
  | { readonly op: "equals"; readonly value: Scalar; readonly fold: boolean }
  | { readonly op: "contains" | "prefix" | "suffix"; readonly needle: string; readonly fold: boolean }
  | { readonly op: "like"; readonly pattern: LikePattern; readonly fold: boolean }
  | { readonly op: "regex"; readonly regex: CheckedRegex }
  | { readonly op: "cidr"; readonly block: AddressRange; readonly text: string }
  | { readonly op: "range"; readonly compare: RangeCompare; readonly bound: number }
  | { readonly op: "part"; readonly part: TimePart; readonly compare: RangeCompare | "="; readonly bound: number }
  | { readonly op: "present" };

export type RangeCompare = "<" | "<=" | ">" | ">=";
