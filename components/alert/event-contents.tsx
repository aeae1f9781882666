import Link from "next/link";
import type { EvidenceItem } from "#features/alert/types";
import { CopyButton } from "../ui/copy-button.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import classes from "./evidence-list.module.css";
import { fieldRows } from "./field-rows.ts";

/** An event's fields, and the record as it was read. `href`: its own page, where it is not shown on that. */
export function EventContents({ item, href }: { readonly item: Pick<EvidenceItem, "fields" | "raw">; readonly href?: string }) {
  const raw = JSON.stringify(item.raw, null, 2) ?? "";
  return (
    <>
      {href !== undefined && (
        <p>
          <Link href={href} prefetch={false}>
            Open this event
          </Link>{" "}
          for its process chain and a hunt around it
        </p>
      )}
      <h3 className={classes.heading}>Fields</h3>
      <table className={classes.fields}>
        <tbody>
          {fieldRows(item.fields).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <PlainText text={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary className={classes.heading}>Record as it was read</summary>
        <div className={classes.raw}>
          <CopyButton text={raw} what="record as JSON" />
          <pre>
            <PlainText text={raw} />
          </pre>
        </div>
      </details>
    </>
  );
}
