import type { AddressField, Condition, Lint, TextField } from "./exception.ts";

/** Whether whoever starts a process chooses this field's value. */
const IS_ATTACKER_CHOSEN: { readonly [F in AddressField | TextField]: boolean } = {
  "destination.ip": false,
  "source.ip": false,
  "process.command_line": true,
  "process.parent.command_line": true,
  "process.executable": true,
  "user.name": false,
  "host.name": false,
};

/** What usable conditions tie down together, and what they leave open. */
export function checkAnchors(conditions: readonly Condition[]): Lint[] {
  const lints: Lint[] = [];
  const isImageOnly = conditions.every((condition) => condition.field === "process.executable");
  if (isImageOnly) {
    lints.push({
      code: "image-name-only",
      level: "warn",
      message: "It names only the program: everything that program does is silenced, and a copy of it too.",
    });
  } else if (conditions.every((condition) => IS_ATTACKER_CHOSEN[condition.field])) {
    lints.push({
      code: "attacker-controlled",
      level: "warn",
      message: "An intruder can choose every value it tests. Add a destination, a host or a user.",
    });
  }
  if (conditions.length === 1) {
    lints.push({ code: "one-condition", level: "warn", message: "It tests one thing only. A second condition makes it much narrower." });
  }
  conditions.forEach((condition, index) => {
    const earlier = conditions.findIndex((other) => other.field === condition.field);
    if (earlier === index) return;
    const isSame = conditions
      .slice(0, index)
      .some((other) => other.field === condition.field && other.operator === condition.operator && sameValues(other, condition));
    lints.push(
      isSame
        ? { code: "duplicate-condition", level: "info", message: "The same condition stands above.", condition: index }
        : {
            code: "same-field-twice",
            level: "warn",
            message: `Two conditions test ${condition.field}, and both must hold. Put alternatives into one condition.`,
            condition: index,
          },
    );
  });
  return lints;
}

function sameValues(one: Condition, other: Condition): boolean {
  return one.values.length === other.values.length && one.values.every((value) => other.values.includes(value));
}
