"use client";
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useRef, useState, useTransition } from "react";
import { addNote } from "#features/alert/actions";
import type { AlertNote } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { Panel } from "../ui/panel.tsx";
import classes from "./notes.module.css";

export const NOTE_FIELD = "note-text";

/** What people wrote, oldest first, and a field for more. Text that was refused stays in the field. */
export function Notes({ alertId, notes }: { readonly alertId: string; readonly notes: readonly AlertNote[] }) {
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, start] = useTransition();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("text");
    if (typeof text !== "string" || text.trim() === "") {
      setError("Write something first.");
      return;
    }
    start(async () => {
      try {
        const outcome = await addNote({ alertId, text });
        setError(outcome.ok ? null : outcome.reason);
        if (outcome.ok) form.current?.reset();
      } catch {
        setError("The server did not answer; the note is not saved.");
      }
    });
  }

  return (
    <Panel id="notes" title="Notes" aside={notes.length > 0 ? notes.length : undefined}>
      {notes.length > 0 && (
        <ol className={classes.notes}>
          {notes.map((note) => (
            <li key={note.id}>
              <div className={classes.by}>
                {note.author} · <Instant at={note.at} />
              </div>
              <p className={classes.text}>{note.text}</p>
            </li>
          ))}
        </ol>
      )}
      <form ref={form} onSubmit={submit} className={classes.form}>
        <Textarea
          id={NOTE_FIELD}
          name="text"
          size="xs"
          autosize
          minRows={2}
          maxRows={10}
          maxLength={10_000}
          aria-label="New note"
          placeholder="What you found"
          error={error}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <Button type="submit" variant="default" loading={busy} title="Ctrl+Enter">
          Add note
        </Button>
      </form>
    </Panel>
  );
}
