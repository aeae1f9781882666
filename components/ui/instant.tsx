"use client";
import { useNow } from "./clock.tsx";
import { ageText, utcText } from "./relative-time.ts";

interface InstantProps {
  /** ISO 8601 with `Z`. */
  readonly at: string;
  /** `age` is relative within a week; `full` always says the whole UTC time. */
  readonly show?: "age" | "full";
}

/** A moment; the tooltip has it in UTC and in the reader's own zone. */
export function Instant({ at, show = "age" }: InstantProps) {
  const { now, local } = useNow();
  const utc = `${utcText(at)} UTC`;
  const title = local ? `${utc}\n${new Date(at).toLocaleString()} local` : utc;
  return (
    <time dateTime={at} title={title}>
      {show === "age" ? ageText(at, now) : utcText(at)}
    </time>
  );
}
