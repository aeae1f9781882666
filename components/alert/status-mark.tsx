import { IconBellOff, IconCircle, IconCircleCheck, IconProgress } from "@tabler/icons-react";
import type { AlertStatus, Verdict } from "#features/alert/schema";
import classes from "./status-mark.module.css";
import { STATUS_WORD, VERDICT_WORD } from "./words.ts";

const ICON = { open: IconCircle, in_progress: IconProgress, closed: IconCircleCheck, silenced: IconBellOff } as const satisfies {
  readonly [S in AlertStatus]: unknown;
};

interface StatusMarkProps {
  readonly status: AlertStatus;
  readonly verdict: Verdict | null;
  readonly assignee: string | null;
}

/** An icon and a word; a closed alert says its verdict, one that somebody works on says who. */
export function StatusMark({ status, verdict, assignee }: StatusMarkProps) {
  const Icon = ICON[status];
  const word = status === "closed" && verdict ? VERDICT_WORD[verdict] : STATUS_WORD[status];
  return (
    <span className={classes.mark} title={assignee === null ? STATUS_WORD[status] : `${STATUS_WORD[status]}, ${assignee}`}>
      <Icon size={14} aria-hidden />
      <span>{word}</span>
      {assignee !== null && <span className={classes.who}>{assignee}</span>}
    </span>
  );
}
