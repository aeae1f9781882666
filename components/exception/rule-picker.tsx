"use client";
import { Button, Checkbox, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { RULE_CHOICES } from "#features/rule/constants";
import type { RuleChoice } from "#features/rule/types";
import { Popup } from "../ui/popup.tsx";
import classes from "./rule-picker.module.css";

const PAUSE_MS = 200;

interface RulePickerProps {
  readonly chosen: readonly RuleChoice[];
  readonly onChange: (chosen: readonly RuleChoice[]) => void;
  readonly error?: string | undefined;
}

/** The rules an exception is for, each with a way to take it out, and a search for more. */
export function RulePicker({ chosen, onChange, error }: RulePickerProps) {
  return (
    <div>
      <ul className={classes.chosen} aria-label="Rules">
        {chosen.map((rule) => (
          <li key={rule.id}>
            <Button
              size="compact-xs"
              variant="default"
              className={classes.rule}
              rightSection={<IconX size={12} aria-hidden />}
              aria-label={`Take out the rule ${rule.title}`}
              onClick={() => onChange(chosen.filter(({ id }) => id !== rule.id))}
            >
              {rule.title}
            </Button>
          </li>
        ))}
        <li>
          <Popup
            position="bottom-start"
            button={
              <Button size="compact-xs" variant="light" leftSection={<IconPlus size={12} aria-hidden />}>
                {chosen.length === 0 ? "Choose rules" : "Another rule"}
              </Button>
            }
          >
            <Choices chosen={chosen} onChange={onChange} />
          </Popup>
        </li>
      </ul>
      {error !== undefined && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}

/** The server is asked while one types: there may be thousands of rules. */
function Choices({ chosen, onChange }: Pick<RulePickerProps, "chosen" | "onChange">) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly RuleChoice[] | "failed" | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/api/rules/choices?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
        setFound(response.ok ? await response.json() : "failed");
      } catch {
        if (!asking.signal.aborted) setFound("failed");
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [text]);
  return (
    <>
      <TextInput
        size="xs"
        mb="xs"
        data-autofocus
        aria-label="Find a rule"
        placeholder="Part of its title"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <fieldset className={classes.choices} aria-label="Rules found">
        {Array.isArray(found) &&
          found.map((rule: RuleChoice) => (
            <Checkbox
              key={rule.id}
              size="xs"
              label={rule.title}
              checked={chosen.some(({ id }) => id === rule.id)}
              onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, rule] : chosen.filter(({ id }) => id !== rule.id))}
            />
          ))}
      </fieldset>
      <Text size="xs" c="dimmed" mt={4} role="status">
        {found === null
          ? "Looking…"
          : found === "failed"
            ? "The server did not answer."
            : found.length === 0
              ? "No rule has that in its title."
              : found.length === RULE_CHOICES
                ? `The first ${RULE_CHOICES}: type more of the title.`
                : ""}
      </Text>
    </>
  );
}
