import type { AlertRow } from "#features/alert/types";
import { LANGUAGE_WORD, SHAPE_WORD } from "./finding-words.ts";
import classes from "./kind-badge.module.css";

/** The rule's language and, over several events, what kind of rule it is. A Sigma rule over one event, the usual case, has none. */
export function KindBadge({ alert: { language, shape } }: { readonly alert: Pick<AlertRow, "language" | "shape"> }) {
  const kind = SHAPE_WORD[shape];
  if (language === "sigma" && kind === null) return null;
  return <span className={classes.badge}>{[LANGUAGE_WORD[language], kind].filter(Boolean).join(" ")}</span>;
}
