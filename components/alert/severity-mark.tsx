import type { Severity } from "#core/detection/finding";
import classes from "./severity-mark.module.css";
import { SEVERITY_SIGN } from "./words.ts";

/** Shape, letter and word: never colour alone. `word` shows the word too. */
export function SeverityMark({ severity, word = false }: { readonly severity: Severity; readonly word?: boolean }) {
  const { shape, letter } = SEVERITY_SIGN[severity];
  return (
    <span className={classes.mark} data-severity={severity} title={severity}>
      <span aria-hidden className={classes.shape}>
        {shape}
      </span>
      {word ? severity : <span aria-hidden>{letter}</span>}
      {!word && <span className="visually-hidden">{severity}</span>}
    </span>
  );
}
