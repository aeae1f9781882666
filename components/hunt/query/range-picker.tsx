"use client";
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { fieldOf, instantOf, RANGES } from "./time-range.ts";

interface RangePickerProps {
  /** As `RangeText`. */
  readonly range: string;
  /** What `now()` is, ISO 8601; null: the time of asking. */
  readonly now: string | null;
  /** When the newest stored event happened; null: nothing is stored. */
  readonly newest: string | null;
  readonly onRange: (range: string) => void;
  readonly onNow: (now: string | null) => void;
}

const DAY = 86_400_000;

/** What of time is looked at, and what time it is for `now()` and `ago()`: a file of an old case has its own now. */
export function RangePicker({ range, now, newest, onRange, onNow }: RangePickerProps) {
  const isCustom = range.includes("/");
  const [from = "", to = ""] = isCustom ? range.split("/") : [];
  const change = (nextFrom: string | null, nextTo: string | null) => {
    if (nextFrom !== null && nextTo !== null) onRange(`${nextFrom}/${nextTo}`);
  };
  function choose(text: string) {
    if (text !== "custom") return onRange(text);
    const end = newest === null ? Date.now() : Date.parse(newest);
    onRange(`${new Date(end - DAY).toISOString()}/${new Date(end + 1000).toISOString()}`);
  }
  return (
    <Group gap={6} wrap="wrap">
      <NativeSelect
        size="xs"
        aria-label="Time range"
        value={isCustom ? "custom" : range}
        data={[...RANGES.map(({ text, label }) => ({ value: text, label })), { value: "custom", label: "Custom (UTC)…" }]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {isCustom && (
        <>
          <TextInput
            type="datetime-local"
            step={1}
            size="xs"
            aria-label="From (UTC)"
            value={fieldOf(from)}
            onChange={(event) => change(instantOf(event.currentTarget.value), to)}
          />
          <TextInput
            type="datetime-local"
            step={1}
            size="xs"
            aria-label="To (UTC)"
            value={fieldOf(to)}
            onChange={(event) => change(from, instantOf(event.currentTarget.value))}
          />
        </>
      )}
      {now === null ? (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconClock size={14} aria-hidden />}
          title="Let now() and ago() count from another time: the end of an old case"
          onClick={() => onNow(newest ?? new Date().toISOString())}
        >
          As of now
        </Button>
      ) : (
        <Group gap={4}>
          <TextInput
            type="datetime-local"
            step={1}
            size="xs"
            aria-label="As of (UTC): what now() is"
            leftSection={<IconClock size={14} aria-hidden />}
            value={fieldOf(now)}
            onChange={(event) => {
              const instant = instantOf(event.currentTarget.value);
              if (instant !== null) onNow(instant);
            }}
          />
          <Button size="xs" variant="subtle" color="gray" onClick={() => onNow(null)}>
            Now again
          </Button>
        </Group>
      )}
    </Group>
  );
}
