"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useTransition } from "react";
import { setFilteredRulesEnabled, setRulesEnabled, undoRules } from "#features/rule/actions";
import type { RuleFilter } from "#features/rule/schema";
import type { EnableOutcome, UndoOutcome } from "#features/rule/types";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { toasts } from "../ui/toasts.ts";
import { switchedText, undoneText } from "./switch-words.ts";

export interface RuleSwitch {
  readonly busy: boolean;
  readonly set: (ruleIds: readonly string[], enabled: boolean) => void;
  /** `expected`: the number the button says. */
  readonly setFiltered: (filter: RuleFilter, enabled: boolean, expected: number) => void;
}

/** Turns rules on and off, says how many, and takes the last change back (z). */
export function useRuleSwitch(): RuleSwitch {
  const router = useRouter();
  const [busy, start] = useTransition();
  const last = useRef<string | null>(null);

  const undo = useCallback(
    (batchId: string | null) => {
      if (batchId === null) return say("Nothing to undo: no rule was turned on or off on this page yet.", false);
      start(async () => {
        const outcome = await undoRules({ batchId }).catch((): UndoOutcome | null => null);
        last.current = null;
        toasts.hide(batchId);
        say(outcome ? undoneText(outcome) : NO_ANSWER, outcome?.ok !== true);
        router.refresh();
      });
    },
    [router],
  );
  useShortcuts(
    useMemo(() => [{ keys: "z", does: "Undo the last enabling or disabling", group: "Rules", run: () => undo(last.current) }], [undo]),
  );

  return useMemo(() => {
    const run = (enabled: boolean, call: () => Promise<EnableOutcome>) =>
      start(async () => {
        const outcome = await call().catch((): EnableOutcome | null => null);
        router.refresh();
        if (!outcome) return say(NO_ANSWER, true);
        if (outcome.ok && outcome.changed > 0) last.current = outcome.batchId;
        const undoable = outcome.ok && outcome.changed > 0 ? { batchId: outcome.batchId, undo } : undefined;
        say(switchedText(outcome, enabled), !outcome.ok, undoable);
      });
    return {
      busy,
      set: (ruleIds, enabled) => run(enabled, () => setRulesEnabled({ ruleIds: [...ruleIds], enabled })),
      setFiltered: (filter, enabled, expected) => run(enabled, () => setFilteredRulesEnabled({ filter, enabled, expected })),
    };
  }, [busy, router, undo]);
}

const NO_ANSWER = "The server did not answer, so it is not known whether this was saved. Reload to see.";

interface Undoable {
  readonly batchId: string;
  readonly undo: (batchId: string) => void;
}

function say(text: string, failed: boolean, undoable?: Undoable): void {
  toasts.show({
    ...(undoable && { id: undoable.batchId }),
    tone: failed ? "bad" : "plain",
    seconds: 10,
    message: (
      <>
        {text}{" "}
        {undoable && (
          <Button variant="subtle" size="compact-xs" onClick={() => undoable.undo(undoable.batchId)}>
            Undo (z)
          </Button>
        )}
      </>
    ),
  });
}
