import type { ThreatName } from "#core/detection/rule-details";

/** Sigma's tag of a technique: `T1059.001` is `attack.t1059.001`. */
export const tagOfTechnique = ({ id }: ThreatName): string => `attack.${id.toLowerCase()}`;

/** Sigma's tag of a tactic, by its name: `Defense Evasion` and `DefenseEvasion` are `attack.defense-evasion`. */
export function tagOfTactic({ id, name }: ThreatName): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1-$2").replace(/[\s_]+/g, "-");
  return `attack.${(words || id).toLowerCase()}`;
}
