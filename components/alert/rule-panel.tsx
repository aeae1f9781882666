import Link from "next/link";
import type { AlertDetail } from "#features/alert/types";
import { foldLines } from "../ui/fold-lines.tsx";
import { Panel } from "../ui/panel.tsx";
import { RuleSource } from "./rule-source.tsx";
import classes from "./why-fired.module.css";

const NO_LINES: ReadonlySet<number> = new Set();

/** What the rule says of itself, where its findings stand in a panel of their own. */
export function RulePanel({ alert }: { readonly alert: AlertDetail }) {
  return (
    <Panel id="rule" title="The rule" actions={<Link href={`/rules/${encodeURIComponent(alert.ruleId)}`}>Open the rule</Link>}>
      <RuleText alert={alert} marked={NO_LINES} />
    </Panel>
  );
}

/** Description, known false positives and text of the rule, with the lines that held marked. */
export function RuleText({ alert, marked }: { readonly alert: AlertDetail; readonly marked: ReadonlySet<number> }) {
  return (
    <>
      {alert.ruleDescription !== "" && <p className={classes.description}>{foldLines(alert.ruleDescription)}</p>}
      {alert.falsePositives.length > 0 && (
        <p className={classes.note}>
          <strong>Known false positives:</strong> {alert.falsePositives.join("; ")}
        </p>
      )}
      <RuleSource source={alert.ruleSource} marked={marked} />
    </>
  );
}
