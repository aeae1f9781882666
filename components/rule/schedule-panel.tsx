"use client";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { RuleHealth } from "#features/execution/types";
import { setSchedule, undoSchedule } from "#features/rule/schedule/actions";
import type { SetSchedule } from "#features/rule/schedule/schema";
import type { RuleDetail } from "#features/rule/types";
import { Instant } from "../ui/instant.tsx";
import { toasts } from "../ui/toasts.ts";
import { healthText, holeText, scheduleText } from "./execution-words.ts";
import { ScheduleForm } from "./schedule-form.tsx";
import { hitTexts, whenText } from "./schedule-words.ts";

const FIRST = { everySeconds: 3_600, lookBackSeconds: 7_200, mostAlerts: 100 };

interface SchedulePanelProps {
  readonly rule: Pick<RuleDetail, "id" | "enabled" | "refused" | "language" | "kind" | "schedule" | "hits">;
  readonly health: RuleHealth;
}

/** When the rule runs and how it has fared; its schedule can be changed, and the change taken back. */
export function SchedulePanel({ rule, health }: SchedulePanelProps) {
  const router = useRouter();
  const [isEditing, setEditing] = useState(false);
  const [busy, startTransition] = useTransition();
  const { canRun, inForce, ofFile, isEdited } = rule.schedule;

  const change = (schedule: SetSchedule["schedule"]) =>
    startTransition(async () => {
      const outcome = await setSchedule({ ruleId: rule.id, schedule });
      setEditing(false);
      router.refresh();
      if (outcome.ok) announce(outcome.batchId, () => router.refresh());
    });

  return (
    <Stack gap="xs">
      <Text size="sm">{whenText(rule)}</Text>
      {hitTexts(rule.hits).map((text) => (
        <Text key={text} size="sm" c="dimmed">
          {text}
        </Text>
      ))}
      {canRun && inForce && holeText(inForce) !== "" && (
        <Text size="sm" style={{ color: "var(--warn)" }}>
          {holeText(inForce)}
        </Text>
      )}
      {isEdited && (
        <Text size="sm" c="dimmed">
          Somebody set this here. {ofFile ? `Its file says: ${scheduleText(ofFile)}.` : "Its file says nothing about when it runs."}
        </Text>
      )}
      {canRun && (
        <Text size="sm">
          {healthText(health)}{" "}
          {health.lastRanAt && (
            <>
              Last ran <Instant at={health.lastRanAt} show="full" /> UTC.{" "}
            </>
          )}
          {health.nextRunAt && (
            <>
              Due next <Instant at={health.nextRunAt} show="full" /> UTC.
            </>
          )}
        </Text>
      )}
      {canRun && isEditing && (
        <ScheduleForm initial={inForce ?? ofFile ?? FIRST} busy={busy} onSave={change} onClose={() => setEditing(false)} />
      )}
      {canRun && !isEditing && (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {inForce ? "Change the schedule" : "Give it a schedule"}
          </Button>
          {isEdited && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => change("file")}>
              As in its file
            </Button>
          )}
          {inForce && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => change(null)}>
              No schedule
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function announce(batchId: string, refresh: () => void): void {
  toasts.show({
    id: batchId,
    seconds: 10,
    message: (
      <>
        The schedule is changed.{" "}
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={async () => {
            const outcome = await undoSchedule({ batchId });
            toasts.hide(batchId);
            const isUndone = outcome.ok && outcome.changed > 0;
            const message = isUndone ? "The schedule is as it was." : "Somebody has changed the schedule since: it stays.";
            toasts.show({ tone: isUndone ? "plain" : "bad", message });
            refresh();
          }}
        >
          Undo
        </Button>
      </>
    ),
  });
}
