"use client";
import { Button, Group, Menu, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { undoBatch } from "#features/alert/actions";
import type { TriageOutcome } from "#features/alert/types";
import { extendException, removeException } from "#features/exception/actions";
import { lastBatch, rememberBatch } from "../alert/last-batch.ts";
import { outcomeText } from "../alert/outcome-text.ts";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { expiryOf, LIFETIMES, type Lifetime } from "./words.ts";

/** Extend, remove, and take back what was just done. */
export function ExceptionActions({ exceptionId, active }: { readonly exceptionId: string; readonly active: boolean }) {
  const router = useRouter();
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const [busy, startTransition] = useTransition();

  function run(done: string, call: () => Promise<TriageOutcome>) {
    startTransition(async () => {
      try {
        const outcome = await call();
        if (outcome.ok) rememberBatch(outcome.batchId);
        setSaid({ text: outcome.ok ? outcomeText(outcome, done) : outcome.reason, failed: !outcome.ok });
      } catch {
        setSaid({ text: "The server did not answer, so it is not known whether this was saved. Reload to see.", failed: true });
      }
      router.refresh();
    });
  }

  function undo() {
    const batchId = lastBatch();
    if (batchId === null) setSaid({ text: "Nothing to undo: nothing was changed in this tab yet.", failed: false });
    else run("Taken back:", () => undoBatch({ batchId }));
  }
  useShortcuts([{ keys: "z", does: "Undo the last change", group: "Exception", run: undo }]);

  const extend = (lifetime: Lifetime) =>
    run("Extended;", () => extendException({ exceptionId, expiresAt: expiryOf(lifetime, Date.now()) }));

  return (
    <Group gap="sm">
      {active && (
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-sm" variant="default" disabled={busy}>
                Change its end
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {LIFETIMES.map(({ value, label }) => (
                <Menu.Item key={value} onClick={() => extend(value)}>
                  {value === "never" ? label : `${label} from now`}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Button
            size="compact-sm"
            color="red"
            variant="light"
            loading={busy}
            onClick={() => run("Removed; back in the queue:", () => removeException({ exceptionId }))}
          >
            Remove
          </Button>
        </>
      )}
      <Button size="compact-sm" variant="subtle" disabled={busy} onClick={undo}>
        Undo (z)
      </Button>
      {said && (
        <Text size="sm" role={said.failed ? "alert" : "status"} {...(said.failed && { c: "red" })}>
          {said.text}
        </Text>
      )}
    </Group>
  );
}
