import type { Suppression, Trigger } from "#core/detection/rule-details";
import type { LinkedRule, RuleCostState } from "#features/rule/types";
import { spanText } from "./execution-words.ts";

export function suppressionText(suppression: Suppression | undefined): string {
  if (!suppression) return "";
  const { by, within, missing } = suppression;
  const asked = within === undefined ? "in one execution" : `within ${spanText(within / 1_000_000)}`;
  const span = `for as long as it is open (the rule asks: ${asked})`;
  const rest = missing === "suppress" ? "those without these fields too" : "those without these fields are kept apart";
  return `one alert for the same ${by.join(", ")} ${span}; ${rest}`;
}

const COMPARE: { readonly [C in Trigger["compare"]]: string } = {
  "<": "fewer than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
  "=": "exactly",
  "!=": "any number but",
};

export function triggerText(trigger: Trigger | undefined): string {
  return trigger ? `the query gives ${COMPARE[trigger.compare]} ${trigger.bound} rows` : "";
}

/** `1.2 µs for every event, asked about 3.4 % of them`. */
export function costText({ nanoseconds, asked }: Pick<RuleCostState, "nanoseconds" | "asked">): string {
  return `${nanosText(nanoseconds)} for every event that arrives, asked about ${shareText(asked)} of them`;
}

export function nanosText(nanoseconds: number): string {
  if (nanoseconds >= 1_000_000) return `${(nanoseconds / 1_000_000).toFixed(1)} ms`;
  if (nanoseconds >= 1_000) return `${(nanoseconds / 1_000).toFixed(1)} µs`;
  return nanoseconds >= 1 ? `${Math.round(nanoseconds)} ns` : "under 1 ns";
}

function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "none";
  if (percent < 0.01) return "under 0.01 %";
  return `${percent < 10 ? percent.toFixed(2) : Math.round(percent)} %`;
}

export const offText = ({ enabled }: LinkedRule): string => (enabled ? "" : " (disabled)");
