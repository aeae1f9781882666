"use client";
import { useMemo, useState } from "react";
import type { Verdict } from "#features/alert/schema";
import { type Shortcut, useShortcuts } from "../ui/shortcuts.tsx";
import { reasonsOf, VERDICT_WORD } from "./words.ts";

/** The verdicts and their keys. Undetermined has a button only: it should take a moment's thought. */
export const VERDICT_KEYS: readonly { readonly verdict: Verdict; readonly key: string | null }[] = [
  { verdict: "true_positive", key: "t" },
  { verdict: "benign_positive", key: "b" },
  { verdict: "false_positive", key: "f" },
  { verdict: "undetermined", key: null },
];

/**
 * Two keys are a verdict: the first says which, the second why. Escape, or another first key, takes the first back.
 * `begin` is asked on the first key and refuses when there is nothing to judge.
 */
export function useVerdictKeys(begin: () => boolean, onVerdict: (verdict: Verdict, reason: string) => void) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const first = VERDICT_KEYS.flatMap(({ verdict, key }) =>
      key === null
        ? []
        : [
            {
              keys: key,
              does: `${VERDICT_WORD[verdict]}, then 1–6 for the reason`,
              group: "Verdict",
              run: () => begin() && setVerdict(verdict),
            },
          ],
    );
    if (verdict === null) return first;
    const second = reasonsOf(verdict).map(({ key, label, reason }) => ({
      keys: key,
      does: `${VERDICT_WORD[verdict]}: ${label}`,
      group: "Verdict",
      run: () => {
        setVerdict(null);
        onVerdict(verdict, reason);
      },
    }));
    return [...first, ...second, { keys: "Escape", does: "No verdict after all", group: "Verdict", run: () => setVerdict(null) }];
  }, [begin, verdict, onVerdict]);
  useShortcuts(shortcuts);
  return { verdict, choose: setVerdict };
}
