"use client";
import { Button, Checkbox, Text, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import type { FacetChoice } from "#features/rule/filter/types";
import { countText } from "../ingest/counts.ts";
import { Popup } from "../ui/popup.tsx";
import classes from "./facet-filter.module.css";

/** A choice list this long has a search of its own. */
const SEARCHED_FROM = 12;

interface FacetFilterProps {
  readonly label: string;
  readonly choices: readonly FacetChoice[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly render?: (value: string) => ReactNode;
}

/** One filter with several alternatives, each with the number of rules it would show. */
export function FacetFilter(props: FacetFilterProps) {
  const { label, chosen } = props;
  return (
    <Popup
      position="bottom-start"
      button={
        <Button variant={chosen.length > 0 ? "light" : "default"} rightSection={<IconChevronDown size={14} aria-hidden />}>
          {chosen.length === 0 ? label : `${label}: ${chosen.length}`}
        </Button>
      }
    >
      <FacetChoices {...props} />
    </Popup>
  );
}

/** Made anew whenever the list opens, so that it opens whole. */
function FacetChoices({ label, choices, chosen, onChange, render }: FacetFilterProps) {
  const [text, setText] = useState("");
  const legend = useId();
  const missing = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...missing.map((value) => ({ value, count: 0 })), ...choices];
  const folded = text.trim().toLowerCase();
  const shown = all.filter((choice) => choice.value.toLowerCase().includes(folded));
  return (
    <>
      {all.length >= SEARCHED_FROM && (
        <TextInput
          size="xs"
          mb="xs"
          aria-label={`Find in ${label}`}
          placeholder={`Find in ${all.length}`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <fieldset className={classes.choices} aria-labelledby={legend}>
        <legend id={legend} className="visually-hidden">
          {label}
        </legend>
        {shown.map(({ value, count }) => (
          <Checkbox
            key={value}
            size="xs"
            checked={chosen.includes(value)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, value] : chosen.filter((other) => other !== value))}
            label={
              <span className={classes.choice}>
                <span className={classes.value}>{render?.(value) ?? value}</span>
                <span className={classes.count}>{countText(count)}</span>
              </span>
            }
            classNames={{ body: classes.body, labelWrapper: classes.label }}
          />
        ))}
        {shown.length === 0 && (
          <Text size="xs" c="dimmed">
            Nothing here.
          </Text>
        )}
      </fieldset>
    </>
  );
}
