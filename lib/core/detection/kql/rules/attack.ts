import type { ThreatMapping } from "../../rule-details.ts";

/** Sigma's tags for ATT&CK techniques and tactics: `T1059.001` is `attack.t1059.001`, `LateralMovement` is `attack.lateral-movement`. */
export function attackTags(tactics: readonly string[], techniques: readonly string[]): readonly string[] {
  const words = tactics.map((tactic) => tactic.replace(/([a-z])([A-Z])/g, "$1-$2").replace(/\s+/g, "-"));
  return [...words, ...techniques].map((name) => `attack.${name.toLowerCase()}`);
}

/** Tactics and techniques stand beside each other in these files: which technique serves which tactic is not said. */
export function attackThreat(tactics: readonly string[], techniques: readonly string[]): readonly ThreatMapping[] {
  const names = techniques.map((id) => ({ id, name: "" }));
  const framework = "MITRE ATT&CK";
  if (tactics.length === 0) return names.length > 0 ? [{ framework, tactic: null, techniques: names }] : [];
  const [first = "", ...rest] = tactics;
  if (rest.length === 0) return [{ framework, tactic: { id: "", name: first }, techniques: names }];
  const alone = tactics.map((name) => ({ framework, tactic: { id: "", name }, techniques: [] }));
  return names.length > 0 ? [...alone, { framework, tactic: null, techniques: names }] : alone;
}
