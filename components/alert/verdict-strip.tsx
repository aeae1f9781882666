import Link from "next/link";
import type { AlertDetail } from "#features/alert/types";
import { alertQuery, huntHref } from "../hunt/query/hunt-link.tsx";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { Facts } from "./facts.tsx";
import { LANGUAGE_WORD, SHAPE_WORD } from "./finding-words.ts";
import { SeverityMark } from "./severity-mark.tsx";
import { shownFacts } from "./shown-facts.ts";
import { StatusMark } from "./status-mark.tsx";
import { tagsShown } from "./tag-words.ts";
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
          ["Host", alert.otherHosts === 0 ? alert.host : `${alert.host} and ${alert.otherHosts.toLocaleString("en")} more`],
          ["User", alert.user],
          ["Rule", ruleKind(alert)],
          ...shownFacts(alert.shown),
          ["Findings", findings(alert)],
          ["Events", alert.shape === "event" ? null : alert.evidenceTotal.toLocaleString("en")],
          ["First seen (UTC)", <Instant key="first" at={alert.firstSeen} show="full" />],
          ["Last seen (UTC)", <Instant key="last" at={alert.lastSeen} show="full" />],
          ["Taken (UTC)", alert.takenAt && <Instant key="taken" at={alert.takenAt} show="full" />],
          ["Closed (UTC)", alert.closedAt && <Instant key="closed" at={alert.closedAt} show="full" />],
          ["Tags", alert.tags.length > 0 && <Tags key="tags" tags={alert.tags} />],
          [
            "Elsewhere",
            <Link key="hunt" href={huntHref(alertQuery(alert))} prefetch={false}>
              Hunt for this
            </Link>,
          ],
        ]}
      />
    </header>
  );
}

/** Elastic gives a rule a dozen: all of them would push the evidence down. The others are in the tooltip and on the rule's page. */
function Tags({ tags }: Pick<AlertDetail, "tags">) {
  const { shown, more } = tagsShown(tags);
  return (
    <span title={tags.join(", ")}>
      {shown.join(", ")}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}

function ruleKind({ language, shape }: AlertDetail): string {
  return [LANGUAGE_WORD[language], SHAPE_WORD[shape]].filter(Boolean).join(" ");
}

function findings({ count, totalCount, shape }: AlertDetail): string {
  const silenced = totalCount - count;
  if (silenced === 0) return count.toLocaleString("en");
  // Only findings of several events can be withdrawn.
  return `${count.toLocaleString("en")}, and ${silenced.toLocaleString("en")} silenced${shape === "event" ? "" : " or withdrawn"}`;
}
