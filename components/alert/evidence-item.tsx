"use client";
import { useState } from "react";
import type { EvidenceItem as Item } from "#features/alert/types";
import { CopyButton } from "../ui/copy-button.tsx";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import classes from "./evidence-list.module.css";
import { fieldRows } from "./field-rows.ts";
import { ReasonTable } from "./why-fired.tsx";

/** One event: where it came from, why the rule fired on it, its fields, and the record as it was read. */
export function EvidenceItem({ item }: { readonly item: Item }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={classes.summary}>
          <Instant at={item.at} show="full" /> UTC
          <span>{item.class.replaceAll("_", " ")}</span>
          <span className={classes.dim}>
            {item.source}, {item.file}, record {item.record.toLocaleString("en")}
          </span>
          {item.silencedBy.length > 0 && (
            <span className={classes.silenced}>
              silenced by {item.silencedBy.map(({ number }) => `EX-${String(number).padStart(4, "0")}`).join(", ")}
            </span>
          )}
        </summary>
        {open && <Contents item={item} />}
      </details>
    </li>
  );
}

function Contents({ item }: { readonly item: Item }) {
  const raw = JSON.stringify(item.raw, null, 2) ?? "";
  return (
    <div className={classes.contents}>
      {item.why.length > 0 && <ReasonTable reasons={item.why} source={null} />}
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
    </div>
  );
}
