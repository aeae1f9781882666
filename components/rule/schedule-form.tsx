"use client";
import { Button, Group, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { RuleSchedule } from "#features/rule/schedule/schema";
import { scheduleFaults } from "./schedule-words.ts";

const UNITS = [
  { value: "60", label: "minutes" },
  { value: "3600", label: "hours" },
  { value: "86400", label: "days" },
];

interface ScheduleFormProps {
  readonly initial: RuleSchedule;
  readonly busy: boolean;
  readonly onSave: (schedule: RuleSchedule) => void;
  readonly onClose: () => void;
}

/** Interval, look-back and most alerts; what makes no sense is said before it is sent. */
export function ScheduleForm({ initial, busy, onSave, onClose }: ScheduleFormProps) {
  const [every, setEvery] = useState(initial.everySeconds);
  const [lookBack, setLookBack] = useState(initial.lookBackSeconds);
  const [most, setMost] = useState<number | null>(initial.mostAlerts);
  const [faults, setFaults] = useState<readonly string[]>([]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const schedule = { everySeconds: every, lookBackSeconds: lookBack, mostAlerts: most };
    const found = scheduleFaults(schedule);
    setFaults(found);
    if (found.length === 0) onSave(schedule);
  }

  return (
    <form onSubmit={submit} aria-label="Schedule">
      <Stack gap="xs">
        <Group align="end" gap="md">
          <Span label="Every" seconds={every} onChange={setEvery} />
          <Span label="Over the last" seconds={lookBack} onChange={setLookBack} />
          <NumberInput
            size="xs"
            w={170}
            label="Most alerts each time"
            placeholder="no limit"
            min={1}
            max={10_000}
            allowDecimal={false}
            value={most ?? ""}
            onChange={(value) => setMost(typeof value === "number" ? value : null)}
          />
          <Button size="xs" type="submit" loading={busy}>
            Save
          </Button>
          <Button size="xs" variant="default" onClick={onClose}>
            Leave it
          </Button>
        </Group>
        {faults.map((fault) => (
          <Text key={fault} size="sm" c="red" role="alert">
            {fault}
          </Text>
        ))}
      </Stack>
    </form>
  );
}

interface SpanProps {
  readonly label: string;
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

function Span({ label, seconds, onChange }: SpanProps) {
  const [unit, setUnit] = useState(() => [86_400, 3_600, 60].find((size) => seconds % size === 0) ?? 60);
  return (
    <Group gap={4} align="end">
      <NumberInput
        size="xs"
        w={90}
        label={label}
        min={1}
        allowDecimal={false}
        value={Math.max(1, Math.round(seconds / unit))}
        onChange={(value) => onChange((typeof value === "number" ? value : 0) * unit)}
      />
      <NativeSelect
        size="xs"
        w={100}
        aria-label={`${label}, unit`}
        data={UNITS}
        value={String(unit)}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          onChange(Math.max(1, Math.round(seconds / unit)) * next);
          setUnit(next);
        }}
      />
    </Group>
  );
}
