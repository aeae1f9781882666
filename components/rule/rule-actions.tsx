"use client";
import { Button, Group, Switch, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { deleteRule, setRulesEnabled } from "#features/rule/actions";
import type { RuleDetail } from "#features/rule/types";

/** On, off, and (for an uploaded rule) away; deleting asks once more in place. */
export function RuleActions({
  rule,
  canDelete,
}: {
  readonly rule: Pick<RuleDetail, "id" | "title" | "enabled" | "builtIn" | "refused" | "totalAlerts">;
  /** Whoever looks may delete rules. */
  readonly canDelete: boolean;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();

  function remove() {
    startTransition(async () => {
      const outcome = await deleteRule({ ruleId: rule.id });
      if (outcome.ok) router.push("/rules");
      else setMessage("A built-in rule can be disabled, not deleted.");
    });
  }

  return (
    <Group gap="sm">
      {!rule.refused && (
        <Switch
          size="sm"
          label="Enabled"
          checked={rule.enabled}
          disabled={busy}
          onChange={(event) => {
            const enabled = event.currentTarget.checked;
            startTransition(async () => {
              await setRulesEnabled({ ruleIds: [rule.id], enabled });
              router.refresh();
            });
          }}
        />
      )}
      {canDelete && !rule.builtIn && !asking && (
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
          Delete…
        </Button>
      )}
      {asking && (
        <Group gap="xs" role="group" aria-label="Confirm deletion">
          <Text size="sm">{rule.totalAlerts > 0 ? `Its ${rule.totalAlerts} alerts stay.` : "It has raised no alert."}</Text>
          <Button size="compact-sm" color="red" loading={busy} onClick={remove}>
            Delete the rule
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
        </Group>
      )}
      {message && (
        <Text size="sm" c="red" role="alert">
          {message}
        </Text>
      )}
    </Group>
  );
}
