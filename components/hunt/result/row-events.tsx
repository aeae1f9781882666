"use client";
import Link from "next/link";
import { useState } from "react";
import type { EventReference } from "#features/hunt/types";
import { utcText } from "../../ui/relative-time.ts";
import classes from "./row-panel.module.css";

const SHOWN = 8;

export function eventHref({ hostId, timestamp, id }: EventReference): string {
  return `/events/${hostId}/${encodeURIComponent(timestamp)}/${id}`;
}

/** The events a row was made from: each leads to itself, its process chain and its host's alerts. */
export function RowEvents({ events, total }: { readonly events: readonly EventReference[]; readonly total: number }) {
  const [all, setAll] = useState(false);
  if (events.length === 0)
    return (
      <section className={classes.events}>
        <h3>Events</h3>
        <p className={classes.note}>This row was computed and comes from no event.</p>
      </section>
    );
  const shown = all ? events : events.slice(0, SHOWN);
  return (
    <section className={classes.events}>
      <h3>
        {total === 1 ? "The event" : `Its ${total.toLocaleString("en")} events`}
        {events.length < total && `, the first ${events.length.toLocaleString("en")}`}
      </h3>
      <ul className={classes.eventList}>
        {shown.map((event) => (
          <li key={event.id}>
            <Link href={eventHref(event)} prefetch={false}>
              {utcText(event.timestamp)} UTC
            </Link>
          </li>
        ))}
      </ul>
      {shown.length < events.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show {(events.length - shown.length).toLocaleString("en")} more
        </button>
      )}
    </section>
  );
}
