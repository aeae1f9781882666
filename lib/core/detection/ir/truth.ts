/** Kleene's three values; undefined is unknown. */
export type Truth = boolean | undefined;

/** False decides, then unknown, then true. */
export function allOf(truths: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
}

/** True decides, then unknown, then false. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
}

/** The negation of unknown is unknown. */
export function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
