import type { Language } from "#core/detection/finding";
import type { Outline, OutlineBound } from "#core/detection/outline";
import type { AlertShape } from "#features/alert/types";

/** What a rule over several events is called in the queue; null: over one event. */
export const SHAPE_WORD: { readonly [S in AlertShape]: string | null } = {
  event: null,
  sequence: "sequence",
  sample: "sample",
  window: "count",
  novel: "new value",
  query: "query",
};

/** As short as the queue needs it. */
export const SHAPE_BADGE: { readonly [S in AlertShape]: string | null } = {
  event: null,
  sequence: "seq",
  sample: "sample",
  window: "count",
  novel: "new",
  query: "query",
};

export const LANGUAGE_WORD: { readonly [L in Language]: string } = { sigma: "Sigma", eql: "EQL", kql: "KQL", kuery: "Kuery" };

const UNITS: readonly (readonly [size: number, one: string, many: string])[] = [
  [86_400_000_000, "day", "days"],
  [3_600_000_000, "hour", "hours"],
  [60_000_000, "minute", "minutes"],
  [1_000_000, "second", "seconds"],
  [1_000, "millisecond", "milliseconds"],
];

/** A span of microseconds in one unit that divides it: `30 seconds`, `90 minutes`. */
export function spanText(micros: number): string {
  const unit = UNITS.find(([size]) => micros >= size && micros % size === 0);
  if (!unit) return `${micros} microseconds`;
  const [size, one, many] = unit;
  const count = micros / size;
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** `Step 2: network`. EQL numbers its steps from 1 itself; a step that is another rule is called by that rule's title. */
export function stepLabel(step: { readonly index: number; readonly name: string }, titles: { readonly [name: string]: string }): string {
  return `Step ${step.index + 1}: ${stepName(step, titles)}`;
}

export function stepName(step: { readonly index: number; readonly name: string }, titles: { readonly [name: string]: string }): string {
  const title = titles[step.name];
  if (title !== undefined) return title;
  const number = /^(\d+) (.+)$/.exec(step.name);
  return number?.[2] ?? step.name;
}

/** Where nothing of an absent step was seen, for the sentence after its name. */
export function absentText(outline: Extract<Outline, { kind: "sequence" | "sample" }>, index: number): string {
  const { steps } = outline;
  const within = outline.kind === "sequence" ? outline.within : null;
  const span = within === null ? "" : ` within ${spanText(within)}`;
  const hasBefore = steps.slice(0, index).some((step) => !step.isAbsent);
  const hasAfter = steps.slice(index + 1).some((step) => !step.isAbsent);
  if (hasBefore && hasAfter) return "Nothing of it happened between the steps around it.";
  return hasBefore ? `Nothing of it happened afterwards${span}.` : `Nothing of it happened before${span}.`;
}

const COMPARE_SIGN: { readonly [compare: string]: string } = { ">=": "≥", "<=": "≤", "!=": "≠" };

/** `≥ 5`. */
export function boundText({ compare, bound }: OutlineBound): string {
  return `${COMPARE_SIGN[compare] ?? compare} ${bound.toLocaleString("en")}`;
}

/** How the rule looks at events, in one sentence. */
export function outlineText(outline: Outline): string {
  switch (outline.kind) {
    case "sequence": {
      const limit = outline.within === null ? "in any time" : `within ${spanText(outline.within)}`;
      const until = outline.until === null ? "" : `, until ${outline.until}`;
      return `${outline.steps.length} steps in this order ${limit}${joinedText(outline.by)}${until}`;
    }
    case "sample":
      return `${outline.steps.length} kinds of event in any order${joinedText(outline.by)}`;
    case "window":
      return `Counted over ${outline.within === null ? "any time" : spanText(outline.within)}${outline.by.length === 0 ? "" : `, for each ${outline.by.join(", ")}`}`;
    case "novel":
      return `A combination of ${outline.by.join(", ")} not seen in the ${outline.history === null ? "past" : `${spanText(outline.history)} before`}`;
    case "query":
      return `A row of a query over ${outline.tables.join(", ")}`;
  }
}

function joinedText(by: readonly string[]): string {
  return by.length === 0 ? "" : `, joined by ${by.join(", ")}`;
}
