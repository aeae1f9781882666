import { type Datum, type FunctionDefinition, lenient, numberOf, strict } from "./definition.ts";
import { isSame } from "./relation.ts";

function membersOf(datum: Datum | undefined): readonly Datum[] {
  return typeof datum === "object" && datum !== null ? datum : [datum ?? null];
}

/** Lists: the older EQL reference (endgame). */
export const LIST_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "arrayContains",
    signature: "arrayContains(list, value[, value…])",
    summary: "Whether one of the values is in the list.",
    arity: [2, 256],
    takesList: true,
    run: ([list, ...values], fold) => membersOf(list).some((item) => values.some((value) => isSame(item, value, fold))),
    examples: [
      { args: [["en-US", "en"], "missing", "en"], gives: true },
      { args: [["en-US", "en"], "EN"], gives: false },
      { args: [["en-US", "en"], "EN"], fold: true, gives: true },
      { args: [null, "en"], gives: null },
    ],
  }),
  strict({
    name: "memberAt",
    signature: "list[position]",
    summary: "The member of a list at a position counted from 0; null behind its end.",
    arity: [2, 2],
    takesList: true,
    run: ([list, at]) => membersOf(list)[numberOf(at) ?? -1] ?? null,
    examples: [
      { args: [["en-US", "en"], 1], gives: "en" },
      { args: [["en-US", "en"], 2], gives: null },
    ],
  }),
  lenient({
    name: "safe",
    signature: "safe(value)",
    summary: "The value itself: what cannot be computed is null anyway.",
    arity: [1, 1],
    run: ([value]) => value ?? null,
    examples: [
      { args: [1], gives: 1 },
      { args: [null], gives: null },
    ],
  }),
];
