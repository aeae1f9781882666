"use client";
import { Button, TextInput } from "@mantine/core";
import { IconChevronDown, IconClock } from "@tabler/icons-react";
import type { FormEvent } from "react";
import type { AlertQuery } from "#features/alert/schema";
import { Popup } from "../ui/popup.tsx";
import { utcText } from "../ui/relative-time.ts";
import classes from "./queue-toolbar.module.css";

const PRESETS = [
  { label: "24 hours", hours: 24 },
  { label: "7 days", hours: 24 * 7 },
  { label: "30 days", hours: 24 * 30 },
  { label: "90 days", hours: 24 * 90 },
] as const;

interface TimeRangeProps {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (patch: Pick<AlertQuery, "from" | "to">) => void;
}

/** Times in the address are absolute, so that a link shows tomorrow what it showed today. */
export function TimeRange({ from, to, onChange }: TimeRangeProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onChange({ from: instantOf(form.get("from")), to: instantOf(form.get("to")) });
  }
  return (
    <Popup
      position="bottom-end"
      button={
        <Button
          variant="default"
          leftSection={<IconClock size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {from === undefined && to === undefined ? "All time" : `${day(from)} – ${day(to)}`}
        </Button>
      }
    >
      <div className={classes.range}>
        <div className={classes.presets}>
          {PRESETS.map(({ label, hours }) => (
            <Button
              key={label}
              size="compact-xs"
              variant="light"
              onClick={() => onChange({ from: new Date(Date.now() - hours * 3_600_000).toISOString(), to: undefined })}
            >
              {label}
            </Button>
          ))}
          <Button size="compact-xs" variant="light" onClick={() => onChange({ from: undefined, to: undefined })}>
            All time
          </Button>
        </div>
        <form onSubmit={submit} key={`${from} ${to}`} className={classes.range}>
          <TextInput size="xs" type="datetime-local" name="from" label="Last seen since (UTC)" defaultValue={field(from)} />
          <TextInput size="xs" type="datetime-local" name="to" label="Last seen until (UTC)" defaultValue={field(to)} />
          <Button type="submit">Apply</Button>
        </form>
      </div>
    </Popup>
  );
}

function day(instant: string | undefined): string {
  return instant === undefined ? "…" : utcText(instant).slice(0, 10);
}

function field(instant: string | undefined): string {
  return instant === undefined ? "" : new Date(instant).toISOString().slice(0, 16);
}

/** The field's text has no zone; the label says UTC. */
function instantOf(value: FormDataEntryValue | null): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const time = new Date(`${value}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
