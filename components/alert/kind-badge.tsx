import type { AlertRow } from "#features/alert/types";
import { LANGUAGE_WORD, SHAPE_BADGE, SHAPE_WORD } from "./finding-words.ts";
import classes from "./kind-badge.module.css";

/** What kind of rule it is, over several events, or its language. A Sigma rule over one event, the usual case, has none. */
export function KindBadge({ alert }: { readonly alert: Pick<AlertRow, "language" | "shape" | "isBuildingBlock"> }) {
  const { language, shape } = alert;
  if (alert.isBuildingBlock) {
    return (
      <abbr className={classes.badge} title="Building block: what other rules build on">
        block
      </abbr>
    );
  }
  const badge = SHAPE_BADGE[shape] ?? (language === "sigma" ? null : LANGUAGE_WORD[language]);
  if (badge === null) return null;
  const title = [LANGUAGE_WORD[language], SHAPE_WORD[shape]].filter(Boolean).join(" ");
  return (
    <abbr className={classes.badge} title={title}>
      {badge}
    </abbr>
  );
}
