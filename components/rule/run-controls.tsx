"use client";
import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { backtestRule, runRule } from "#features/execution/actions";
import type { RequestOutcome } from "#features/execution/types";
import type { RuleDetail } from "#features/rule/types";
import { RANGES, rangeText } from "./backtest-ranges.ts";

interface RunControlsProps {
  readonly rule: Pick<RuleDetail, "id" | "refused" | "schedule">;
  /** What the store holds: the times of its first and last event; null while it is empty. */
  readonly stored: { readonly from: string; readonly to: string } | null;
}

const REFUSALS: { readonly [R in Extract<RequestOutcome, { ok: false }>["reason"]]: string } = {
  refused: "The rule is refused: there is nothing that could run.",
  streams: "It fires as events arrive: there is nothing to run. A backtest tells what it would have found.",
  waiting: "One is waiting already.",
};

/** Run it now, or ask what it would have found in a stretch of the store. */
export function RunControls({ rule, stored }: RunControlsProps) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const [message, setMessage] = useState<string | null>(null);
  const [range, setRange] = useState<{ readonly from: string; readonly to: string } | null>(null);

  const ask = (call: () => Promise<RequestOutcome>) =>
    startTransition(async () => {
      const outcome = await call().catch(() => null);
      setMessage(outcome === null ? "The server did not take that: look at the times." : outcome.ok ? null : REFUSALS[outcome.reason]);
      router.refresh();
    });
  const backtest = () => {
    if (!range) return;
    const [from, to] = [Date.parse(`${range.from}Z`), Date.parse(`${range.to}Z`)];
    if (!(from < to)) return setMessage("The range ends before it begins.");
    ask(() => backtestRule({ ruleId: rule.id, from: new Date(from).toISOString(), to: new Date(to).toISOString() }));
  };
  const choose = (value: string) => {
    const chosen = RANGES.find((each) => each.value === value);
    if (chosen) setRange(rangeText(chosen.value, stored, Date.now()));
  };

  if (rule.refused) return null;
  return (
    <Stack gap="xs">
      <Group gap="xs" align="end">
        {rule.schedule.canRun && (
          <Button size="compact-sm" loading={busy} onClick={() => ask(() => runRule({ ruleId: rule.id }))}>
            Run now
          </Button>
        )}
        {range === null && (
          <Button size="compact-sm" variant="default" onClick={() => choose(stored ? "stored" : "day")}>
            Backtest…
          </Button>
        )}
        {range !== null && (
          <Group gap="xs" align="end" role="group" aria-label="Backtest">
            <NativeSelect
              size="xs"
              label="Over"
              defaultValue={stored ? "stored" : "day"}
              data={RANGES.filter(({ value }) => value !== "stored" || stored !== null).map(({ value, label }) => ({ value, label }))}
              onChange={(event) => choose(event.currentTarget.value)}
            />
            <TextInput
              size="xs"
              type="datetime-local"
              step={1}
              label="From (UTC)"
              value={range.from}
              onChange={(event) => setRange({ ...range, from: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              type="datetime-local"
              step={1}
              label="To (UTC)"
              value={range.to}
              onChange={(event) => setRange({ ...range, to: event.currentTarget.value })}
            />
            <Button size="xs" loading={busy} onClick={backtest}>
              Start the backtest
            </Button>
            <Button size="xs" variant="default" onClick={() => setRange(null)}>
              Close
            </Button>
          </Group>
        )}
      </Group>
      {message && (
        <Text size="sm" role="alert">
          {message}
        </Text>
      )}
    </Stack>
  );
}
