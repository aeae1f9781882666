"use client";
import { useState } from "react";
import type { EvidenceItem as Item } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { EventContents } from "./event-contents.tsx";
import classes from "./evidence-list.module.css";
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
          {item.shown && (
            <span>
              {item.shown.title} ({item.shown.severity})
            </span>
          )}
          {item.silencedBy.length > 0 && (
            <span className={classes.silenced}>
              silenced by {item.silencedBy.map(({ number }) => `EX-${String(number).padStart(4, "0")}`).join(", ")}
            </span>
          )}
        </summary>
        {open && (
          <div className={classes.contents}>
            {item.why.length > 0 && <ReasonTable reasons={item.why} source={null} />}
            <EventContents item={item} href={`/events/${item.hostId}/${encodeURIComponent(item.at)}/${item.eventId}`} />
          </div>
        )}
      </details>
    </li>
  );
}
