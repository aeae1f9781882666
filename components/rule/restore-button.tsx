"use client";
import { Button, Group, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { restoreRule } from "#features/rule/actions";
import type { RestoreOutcome } from "#features/rule/types";

interface RestoreButtonProps {
  readonly ruleId: string;
  readonly version: number;
  /** The number the restored text will have. */
  readonly next: number;
}

const REASONS: { readonly [R in Extract<RestoreOutcome, { ok: false }>["reason"]]: string } = {
  "built-in": "A built-in rule follows the release; its text cannot be set back.",
  same: "The rule already says exactly this.",
  "other-id": "That text cannot be read as this rule any more.",
};

/** Brings an earlier version back, as a new one. */
export function RestoreButton({ ruleId, version, next }: RestoreButtonProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [message, setMessage] = useState<string | null>(null);
  const restore = () =>
    start(async () => {
      const outcome = await restoreRule({ ruleId, version }).catch(() => null);
      if (!outcome) setMessage("The server did not answer, so it is not known whether this was saved. Reload to see.");
      else if (outcome.ok) router.push(`/rules/${encodeURIComponent(ruleId)}#versions`);
      else setMessage(REASONS[outcome.reason]);
    });
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" loading={busy} onClick={restore}>
        Restore version {version} as version {next}
      </Button>
      {message && (
        <Text size="sm" c="red" role="alert">
          {message}
        </Text>
      )}
    </Group>
  );
}
