import Link from "next/link";
import type { AlertDetail, AlertProcess } from "#features/alert/types";
import { PlainText } from "../ui/plain-text.tsx";
import { stepName } from "./finding-words.ts";
import classes from "./process-choice.module.css";

interface ProcessChoiceProps {
  readonly alert: Pick<AlertDetail, "id" | "hostId" | "processKey" | "processes" | "stepTitles">;
  /** The one whose chain and connections are shown. */
  readonly chosen: { readonly hostId: number; readonly processKey: string | null };
  /** The queue the alert was opened from. */
  readonly from: string | null;
}

/** The processes that take part in an alert of several events: each has a chain and connections of its own. */
export function ProcessChoice({ alert, chosen, from }: ProcessChoiceProps) {
  if (alert.processes.length < 2) return null;
  const hosts = new Set(alert.processes.map((process) => process.hostId)).size;
  return (
    <nav aria-label="Chain and connections of" className={classes.choice}>
      <ul>
        {alert.processes.map((process) => {
          const isChosen = process.hostId === chosen.hostId && process.key === chosen.processKey;
          return (
            <li key={`${process.hostId} ${process.key}`}>
              <Link
                href={hrefOf(alert.id, process, from)}
                scroll={false}
                aria-current={isChosen ? "true" : undefined}
                className={classes.link}
              >
                <PlainText text={process.name ?? "unknown process"} />
                <span className={classes.of}>
                  {process.steps.map((step) => `step ${step.index + 1}, ${stepName(step, alert.stepTitles)}`).join("; ")}
                  {hosts > 1 && ` on ${process.host}`}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function hrefOf(alertId: string, process: AlertProcess, from: string | null): string {
  const search = new URLSearchParams({ process: `${process.hostId}:${process.key}`, ...(from !== null && { from }) });
  return `/alerts/${alertId}?${search}#chain`;
}
