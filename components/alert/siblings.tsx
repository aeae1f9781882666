import Link from "next/link";
import type { SiblingRule } from "#features/alert/types";
import { Panel } from "../ui/panel.tsx";
import classes from "./list.module.css";
import { MatchedText } from "./matched-text.tsx";
import { SeverityMark } from "./severity-mark.tsx";

/** What other rules say about the same evidence, and where they disagree. */
export function Siblings({ siblings }: { readonly siblings: readonly SiblingRule[] }) {
  if (siblings.length === 0) return null;
  const fired = siblings.filter((sibling) => sibling.fired).length;
  return (
    <Panel id="siblings" title="Other rules on the same event" aside={`${fired} fired, ${siblings.length - fired} did not`}>
      <ul className={classes.list}>
        {siblings.map((sibling) => (
          <li key={sibling.ruleId}>
            <SeverityMark severity={sibling.severity} />
            <div className={classes.body}>
              <Link href={`/rules/${encodeURIComponent(sibling.ruleId)}`}>{sibling.title}</Link>
              <div className={classes.why}>
                {sibling.fired && "Fired too"}
                {!sibling.fired && sibling.isPart && "This event is one of those it needs; the others were not seen"}
                {!sibling.fired && !sibling.isPart && sibling.failed === null && "Did not fire"}
                {sibling.failed !== null && (
                  <>
                    Would need <strong>{sibling.failed.field}</strong> {sibling.failed.test}; it is <MatchedText reason={sibling.failed} />
                  </>
                )}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
