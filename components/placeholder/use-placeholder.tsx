"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useCallback, useTransition } from "react";
import { type SetOutcome, setPlaceholder, undoPlaceholder } from "#features/placeholder/actions";
import { toasts } from "../ui/toasts.ts";

export type SavePlaceholder = (name: string, values: readonly string[]) => void;

/** Saves the values of a name, says what became of its rules, and takes it back. */
export function usePlaceholder(): { readonly busy: boolean; readonly save: SavePlaceholder } {
  const router = useRouter();
  const [busy, start] = useTransition();
  const undo = useCallback(
    (batchId: string) =>
      start(async () => {
        toasts.hide(batchId);
        say(await undoPlaceholder({ batchId }).catch(() => null), "Taken back.");
        router.refresh();
      }),
    [router],
  );
  const save = useCallback(
    (name: string, values: readonly string[]) =>
      start(async () => {
        const outcome = await setPlaceholder({ name, values: [...values] }).catch(() => null);
        say(outcome, values.length === 0 ? `%${name}% is forgotten.` : `%${name}% is saved.`, undo);
        router.refresh();
      }),
    [router, undo],
  );
  return { busy, save };
}

function say(outcome: SetOutcome | null, done: string, undo?: (batchId: string) => void): void {
  const failed = outcome?.ok !== true;
  toasts.show({
    ...(outcome?.ok && { id: outcome.batchId }),
    tone: failed ? "bad" : "plain",
    seconds: 10,
    message: (
      <>
        {failed ? reasonOf(outcome) : `${done} ${effectOf(outcome)}`}{" "}
        {!failed && undo && (
          <Button variant="subtle" size="compact-xs" onClick={() => undo(outcome.batchId)}>
            Undo
          </Button>
        )}
      </>
    ),
  });
}

function effectOf({ running, refused }: { readonly running: number; readonly refused: number }): string {
  const rules = (count: number) => `${count} ${count === 1 ? "rule" : "rules"}`;
  if (running + refused === 0) return "No rule here asks for it yet.";
  if (running === 0) return `${rules(refused)} cannot run.`;
  return refused === 0 ? `${rules(running)} can run with it.` : `${rules(running)} can run with it, ${rules(refused)} cannot.`;
}

function reasonOf(outcome: Exclude<SetOutcome, { ok: true }> | null): string {
  if (!outcome) return "The server did not answer, so it is not known whether this was saved. Reload to see.";
  if (outcome.reason === "invalid") return outcome.message;
  return outcome.reason === "unchanged"
    ? "Nothing to change: it has these values already."
    : "Nothing to undo: somebody has changed it since.";
}
