"use client";
import { Button } from "@mantine/core";
import { type KeyboardEvent, useState, useTransition } from "react";
import type { Outline } from "#core/detection/outline";
import type { FindingItem, FindingPiece as Piece, PiecePage } from "#features/alert/types";
import { FindingPiece } from "./finding-piece.tsx";
import { absentText, stepLabel } from "./finding-words.ts";
import classes from "./findings.module.css";

interface FindingEventsProps {
  readonly alertId: string;
  readonly finding: FindingItem;
  readonly outline: Outline | null;
  readonly titles: { readonly [name: string]: string };
}

/** Something in the list: an event, or a step of which there was none because there must not be. */
type Entry = { readonly piece: Piece; readonly label: string | null } | { readonly absent: string; readonly label: string };

/** Steps in their order, absent ones in their place; without steps, events in the order of time. */
function entriesOf(pieces: readonly Piece[], outline: Outline | null, titles: FindingEventsProps["titles"]): readonly Entry[] {
  if (outline === null || (outline.kind !== "sequence" && outline.kind !== "sample"))
    return pieces.map((piece) => ({ piece, label: null }));
  const known = new Set<Piece>();
  const entries = outline.steps.flatMap((step, index): readonly Entry[] => {
    const label = stepLabel({ index, name: step.name }, titles);
    if (step.isAbsent) return [{ absent: absentText(outline, index), label }];
    const own = pieces.filter((piece) => piece.step?.index === index);
    for (const piece of own) known.add(piece);
    return own.map((piece) => ({ piece, label }));
  });
  // An event whose step the rule did not have then is shown nevertheless.
  const others = pieces.filter((piece) => !known.has(piece));
  return [...entries, ...others.map((piece) => ({ piece, label: piece.step ? stepLabel(piece.step, titles) : null }))];
}

/** The events of a finding as an ordered list; the arrow keys go from one to the next. */
export function FindingEvents({ alertId, finding, outline, titles }: FindingEventsProps) {
  const [further, setFurther] = useState<readonly Piece[]>([]);
  const [next, setNext] = useState(finding.next);
  const [failed, setFailed] = useState(false);
  const [busy, start] = useTransition();
  const pieces = [...finding.pieces, ...further];
  const hasSteps = outline !== null && (outline.kind === "sequence" || outline.kind === "sample");
  const entries = entriesOf(pieces, outline, titles);

  const more = () =>
    start(async () => {
      const page = next === null ? null : await fetchPieces(alertId, finding.id, next);
      setFailed(page === null);
      if (page === null) return;
      setFurther((before) => [...before, ...page.pieces]);
      setNext(page.next);
    });

  return (
    <>
      <ol className={classes.events} data-steps={hasSteps} onKeyDown={moveByArrows} aria-label={hasSteps ? "Steps" : "Events"}>
        {entries.map((entry, index) =>
          "piece" in entry ? (
            <li key={entry.piece.eventId}>
              <FindingPiece piece={entry.piece} label={entry.label} before={pieceBefore(entries, index)} isOpen={hasSteps} />
            </li>
          ) : (
            <li key={entry.label} data-absent>
              <p className={classes.line}>
                <strong className={classes.step}>{entry.label}</strong> <span>{entry.absent}</span>
              </p>
            </li>
          ),
        )}
      </ol>
      {(next !== null || finding.total > finding.kept) && (
        <div className={classes.foot}>
          {next !== null && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={more}>
              Load more events
            </Button>
          )}
          <span role="status">
            {pieces.length.toLocaleString("en")} of {finding.total.toLocaleString("en")} events shown.
            {finding.total > finding.kept &&
              ` ${(finding.total - finding.kept).toLocaleString("en")} were not kept with the alert, so no exception can silence this finding.`}
            {failed && " The next ones could not be loaded; try again."}
          </span>
        </div>
      )}
    </>
  );
}

function pieceBefore(entries: readonly Entry[], index: number): Piece | null {
  const before = entries.slice(0, index).findLast((entry) => "piece" in entry);
  return before && "piece" in before ? before.piece : null;
}

function moveByArrows(event: KeyboardEvent<HTMLOListElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("summary[data-event]")];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? stops.indexOf(activeElement) : -1;
  const next = at < 0 ? undefined : stops[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.closest("li")?.scrollIntoView({ block: "nearest" });
}

async function fetchPieces(alertId: string, findingId: string, cursor: string): Promise<PiecePage | null> {
  try {
    const response = await fetch(`/alerts/${alertId}/findings/${findingId}?${new URLSearchParams({ cursor })}`, {
      headers: { accept: "application/json" },
    });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}
