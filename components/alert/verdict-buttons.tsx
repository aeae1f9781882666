"use client";
import { Button, Kbd } from "@mantine/core";
import type { Verdict } from "#features/alert/schema";
import { useVerdictKeys, VERDICT_KEYS } from "./use-verdict-keys.ts";
import classes from "./verdict-buttons.module.css";
import { reasonsOf, VERDICT_WORD } from "./words.ts";

interface VerdictButtonsProps {
  /** How many alerts the verdict is for; the buttons say so when it is more than one. */
  readonly count: number;
  readonly busy: boolean;
  /** Asked on the first key; false when there is nothing to judge. */
  readonly begin: () => boolean;
  readonly onVerdict: (verdict: Verdict, reason: string) => void;
}

/** The verdicts as buttons and as keys; choosing one opens its reasons in the same place. */
export function VerdictButtons({ count, busy, begin, onVerdict }: VerdictButtonsProps) {
  const { verdict, choose } = useVerdictKeys(begin, onVerdict);
  if (count === 0) return null;
  return (
    <div className={classes.verdicts}>
      <fieldset className={classes.row}>
        <legend className="visually-hidden">Verdict</legend>
        {VERDICT_KEYS.map((option) => (
          <Button
            key={option.verdict}
            variant={verdict === option.verdict ? "filled" : "default"}
            disabled={busy}
            aria-expanded={verdict === option.verdict}
            rightSection={option.key !== null && <Kbd size="xs">{option.key}</Kbd>}
            onClick={() => choose(verdict === option.verdict ? null : option.verdict)}
          >
            {VERDICT_WORD[option.verdict]}
            {count > 1 && ` ×${count}`}
          </Button>
        ))}
      </fieldset>
      {verdict !== null && (
        <fieldset className={classes.row}>
          <legend className={classes.why}>Why {VERDICT_WORD[verdict].toLowerCase()}?</legend>
          {reasonsOf(verdict).map(({ reason, label, key }) => (
            <Button
              key={reason}
              variant="light"
              disabled={busy}
              leftSection={<Kbd size="xs">{key}</Kbd>}
              onClick={() => {
                choose(null);
                onVerdict(verdict, reason);
              }}
            >
              {label}
            </Button>
          ))}
          <Button variant="subtle" color="gray" onClick={() => choose(null)}>
            Cancel
          </Button>
        </fieldset>
      )}
    </div>
  );
}
