import type { LikePattern } from "./like.ts";
import type { Test } from "./test.ts";

/** A wildcard pattern as the plainest test that asks the same: the scan index knows ends and parts better than patterns. */
export function patternTest(pattern: LikePattern, fold: boolean): Test {
  const shape = pattern.map((part) => part.kind).join(" ");
  const text = pattern.map((part) => (part.kind === "text" ? part.text : "")).join("");
  switch (shape) {
    case "":
    case "text":
      return { op: "equals", value: text, fold };
    case "text many":
      return { op: "prefix", needle: text, fold };
    case "many text":
      return { op: "suffix", needle: text, fold };
    case "many text many":
      return { op: "contains", needle: text, fold };
    case "many":
      return { op: "present" };
  }
  return { op: "like", pattern, fold };
}
