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
        {!isOpen && <PlainText text={piece.summary} />}
      </p>
      {isOpen && (
        <p className={classes.summary}>
          <PlainText text={piece.summary} />
        </p>
      )}
      <PieceFacts piece={piece} before={before} hasRemote={isOpen} />
      {isOpen && why}
      {/* Arrow keys move between the events of a list: `findings.tsx`. */}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={classes.more} tabIndex={0} data-event={piece.eventId}>
          {isOpen ? "Whole event" : "Why, and the whole event"}{" "}
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

/** What the sentence does not say, where it differs from the event before. */
function PieceFacts({ piece, before, hasRemote }: Pick<FindingPieceProps, "piece" | "before"> & { readonly hasRemote: boolean }) {
  const { host, user, process, commandLine, remote } = piece;
  const isNew = (name: "host" | "user" | "process" | "commandLine"): boolean => piece[name] !== before?.[name];
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ...(isNew("host") ? [["Host", host] as const] : []),
    ...(user !== null && isNew("user") ? [["User", user] as const] : []),
    ...(process !== null && isNew("process") ? [["Process", <PlainText key="process" text={process} />] as const] : []),
    ...(commandLine !== null && isNew("commandLine") ? [["Command line", <Command key="command" text={commandLine} />] as const] : []),
    ...(remote !== null && hasRemote
      ? [
          [
            "Remote",
            <span key="remote">
              <Address context={remote.context} port={remote.port} /> <Network context={remote.context} />
            </span>,
          ] as const,
        ]
      : []),
  ];
  if (facts.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const COMMAND_SHOWN = 600;

function Command({ text }: { readonly text: string }) {
  return (
    <code className={classes.command}>
      <PlainText text={text.slice(0, COMMAND_SHOWN)} />
      {text.length > COMMAND_SHOWN && ` …+${text.length - COMMAND_SHOWN}`}
    </code>
  );
}
