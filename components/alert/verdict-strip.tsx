import type { AlertDetail } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { Facts } from "./facts.tsx";
import { SeverityMark } from "./severity-mark.tsx";
import { StatusMark } from "./status-mark.tsx";
import classes from "./verdict-strip.module.css";
import { reasonWord } from "./words.ts";

/** The alert in one sentence, and what has been decided about it. */
export function VerdictStrip({ alert }: { readonly alert: AlertDetail }) {
  const { verdict, verdictReason } = alert;
  return (
    <header className={classes.strip}>
      <div className={classes.line}>
        <SeverityMark severity={alert.severity} word />
        <h1 className={classes.title}>{alert.ruleTitle}</h1>
        <StatusMark status={alert.status} verdict={verdict} assignee={alert.assignee} />
        {verdict !== null && verdictReason !== null && <span className={classes.reason}>{reasonWord(verdict, verdictReason)}</span>}
      </div>
      <p className={classes.summary}>
        <PlainText text={alert.summary} />
      </p>
      <Facts
        facts={[
          ["Host", alert.host],
          ["User", alert.user],
          ["Findings", findings(alert)],
          ["First seen (UTC)", <Instant key="first" at={alert.firstSeen} show="full" />],
          ["Last seen (UTC)", <Instant key="last" at={alert.lastSeen} show="full" />],
          ["Taken (UTC)", alert.takenAt && <Instant key="taken" at={alert.takenAt} show="full" />],
          ["Closed (UTC)", alert.closedAt && <Instant key="closed" at={alert.closedAt} show="full" />],
          ["Tags", alert.tags.join(", ")],
        ]}
      />
    </header>
  );
}

function findings({ count, totalCount }: AlertDetail): string {
  const silenced = totalCount - count;
  return silenced > 0 ? `${count.toLocaleString("en")}, and ${silenced.toLocaleString("en")} silenced` : count.toLocaleString("en");
}
