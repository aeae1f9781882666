import Link from "next/link";
import type { AlertDetail } from "#features/alert/types";
import { Panel } from "../ui/panel.tsx";
import classes from "./list.module.css";

/** The exceptions that silence evidence of this alert. */
export function ExceptionsTouching({ alert }: { readonly alert: AlertDetail }) {
  return (
    <Panel
      id="exceptions"
      title="Exceptions"
      aside={alert.exceptions.length > 0 ? alert.exceptions.length : undefined}
      actions={<Link href={`/exceptions/new?alert=${alert.id}`}>New</Link>}
    >
      {alert.exceptions.length === 0 ? (
        <p className={classes.why}>None silences evidence of this alert.</p>
      ) : (
        <ul className={classes.list}>
          {alert.exceptions.map((exception) => (
            <li key={exception.id}>
              <Link href={`/exceptions/${exception.id}`}>
                EX-{String(exception.number).padStart(4, "0")} {exception.title}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
