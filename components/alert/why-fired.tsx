import Link from "next/link";
import type { Reason } from "#core/detection/finding";
import type { AlertDetail } from "#features/alert/types";
import { Panel } from "../ui/panel.tsx";
import { MatchedText } from "./matched-text.tsx";
import { ruleLine } from "./rule-line.ts";
import { RuleText } from "./rule-panel.tsx";
import classes from "./why-fired.module.css";

/** The predicates that held, each with the text that made it hold and its line in the rule. */
export function WhyFired({ alert }: { readonly alert: AlertDetail }) {
  const [newest] = alert.evidence;
  const reasons = newest?.why ?? [];
  const lines = new Set(reasons.map((reason) => ruleLine(alert.ruleSource, reason.path)).filter((line) => line !== null));
  return (
    <Panel
      id="why"
      title="Why it fired"
      aside={alert.evidenceTotal > 1 ? `on the newest of ${alert.evidenceTotal.toLocaleString("en")} events` : undefined}
      actions={<Link href={`/rules/${encodeURIComponent(alert.ruleId)}`}>Open the rule</Link>}
    >
      {reasons.length === 0 ? (
        <p className={classes.note}>
          No predicate is recorded for this event: it was stored by a rule that has no single test to point at. The rule's text is below.
        </p>
      ) : (
        <ReasonTable reasons={reasons} source={alert.ruleSource} />
      )}
      <RuleText alert={alert} marked={lines} />
    </Panel>
  );
}

export function ReasonTable({ reasons, source }: { readonly reasons: readonly Reason[]; readonly source: string | null }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.reasons}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Test</th>
            <th scope="col">Value in the event</th>
            {source !== null && <th scope="col">Rule</th>}
          </tr>
        </thead>
        <tbody>
          {reasons.map((reason, index) => {
            const line = source === null ? null : ruleLine(source, reason.path);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule may ask the same thing twice
              <tr key={index}>
                <th scope="row">{reason.field}</th>
                <td className={classes.test}>{reason.test}</td>
                <td className={classes.value}>
                  <MatchedText reason={reason} />
                </td>
                {source !== null && <td className={classes.note}>{line === null ? reason.path : `line ${line}`}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
