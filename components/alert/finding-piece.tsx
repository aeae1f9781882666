"use client";
import { type ReactNode, useState } from "react";
import type { FindingPiece as Piece } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { deltaText } from "../ui/relative-time.ts";
import { Address, Network } from "./address.tsx";
import { EventContents } from "./event-contents.tsx";
import classes from "./findings.module.css";
import { ReasonTable } from "./why-fired.tsx";

interface FindingPieceProps {
  readonly piece: Piece;
  /** Its step's name, where there are steps. */
  readonly label: string | null;
  /** The event before it; null of the first. */
  readonly before: Piece | null;
  /** Why it matched is shown at once: for steps, of which there are few. */
  readonly isOpen: boolean;
}

/** One event of a finding: when, where, who and whom, why it matched, and all of it when asked. */
export function FindingPiece({ piece, label, before, isOpen }: FindingPieceProps) {
  const [open, setOpen] = useState(false);
  const why = piece.why.length > 0 && <ReasonTable reasons={piece.why} source={null} />;
  return (
    <>
      <p className={classes.line}>
        {label !== null && <strong className={classes.step}>{label}</strong>}
        <span className={classes.time}>
          <Instant at={piece.at} show="full" /> UTC
        </span>
        {before !== null && (
          <span className={classes.delta} title="Time since the event before it">
            {deltaText(Date.parse(piece.at) - Date.parse(before.at))}
          </span>
        )}
        {piece.silencedBy.length > 0 && (
          <span className={classes.warn}>
            silenced by {piece.silencedBy.map(({ number }) => `EX-${String(number).padStart(4, "0")}`).join(", ")}
          </span>
        )}
      </p>
      <p className={classes.summary}>
        <PlainText text={piece.summary} />
      </p>
      <dl className={classes.facts}>
        {before?.host !== piece.host && <Fact name="Host">{piece.host}</Fact>}
        {piece.user !== null && before?.user !== piece.user && <Fact name="User">{piece.user}</Fact>}
        {piece.process !== null && (
          <Fact name="Process">
            <PlainText text={piece.process} />
          </Fact>
        )}
        {piece.commandLine !== null && before?.commandLine !== piece.commandLine && (
          <Fact name="Command line">
            <code className={classes.command}>
              <PlainText text={piece.commandLine.slice(0, 600)} />
              {piece.commandLine.length > 600 && ` …+${piece.commandLine.length - 600}`}
            </code>
          </Fact>
        )}
        {piece.remote !== null && (
          <Fact name="Remote">
            <Address context={piece.remote.context} port={piece.remote.port} /> <Network context={piece.remote.context} />
          </Fact>
        )}
      </dl>
      {isOpen && why}
      {/* Arrow keys move between the events of a list: `findings.tsx`. */}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={classes.more} tabIndex={0} data-event={piece.eventId}>
          {isOpen ? "Whole event" : "Why it matched, and the whole event"}{" "}
          <span className={classes.dim}>
            {piece.source}, {piece.file}, record {piece.record.toLocaleString("en")}
          </span>
        </summary>
        {open && (
          <div className={classes.contents}>
            {!isOpen && why}
            <EventContents item={piece} href={`/events/${piece.hostId}/${encodeURIComponent(piece.at)}/${piece.eventId}`} />
          </div>
        )}
      </details>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
