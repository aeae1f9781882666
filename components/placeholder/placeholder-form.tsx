"use client";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PlaceholderRow } from "#features/placeholder/types";
import { Instant } from "../ui/instant.tsx";
import { Panel } from "../ui/panel.tsx";
import { TextLink } from "../ui/text-link.tsx";
import type { SavePlaceholder } from "./use-placeholder.tsx";

const SHOWN_RULES = 5;

/** One name: its values, a line each, and the rules that ask for it. */
export function PlaceholderForm({
  row,
  save,
  busy,
  isOffered,
}: {
  readonly row: PlaceholderRow;
  readonly save: SavePlaceholder;
  readonly busy: boolean;
  readonly isOffered: boolean;
}) {
  const stored = row.values.join("\n");
  const [text, setText] = useState(stored);
  const values = linesOf(text);
  const isChanged = linesOf(stored).join("\n") !== values.join("\n");

  function submit(event: FormEvent) {
    event.preventDefault();
    save(row.name, values);
  }

  return (
    <Panel
      id={`placeholder-${row.name}`}
      title={`%${row.name}%`}
      aside={
        row.updatedAt ? (
          <>
            {row.updatedBy}, <Instant at={row.updatedAt} />
          </>
        ) : (
          "no values: its rules do not run"
        )
      }
    >
      <form onSubmit={submit}>
        <Stack gap="xs">
          <AskingRules rules={row.rules} />
          <Textarea
            label={`Values of ${row.name}`}
            description="One a line. * and ? are wildcards; write \* for a star."
            value={text}
            readOnly={!isOffered}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={2}
            maxRows={12}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          />
          <Group gap="xs">
            <Button type="submit" size="xs" disabled={!isOffered || !isChanged || busy}>
              {values.length === 0 && row.values.length > 0 ? "Forget" : "Save"}
            </Button>
            {isChanged && (
              <Button size="xs" variant="subtle" onClick={() => setText(stored)}>
                Put back
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function AskingRules({ rules }: Pick<PlaceholderRow, "rules">) {
  if (rules.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No rule here asks for it.
      </Text>
    );
  }
  return (
    <Text size="sm">
      Asked for by{" "}
      {rules.slice(0, SHOWN_RULES).map((rule, at) => (
        <span key={rule.id}>
          {at > 0 && ", "}
          <TextLink href={`/rules/${encodeURIComponent(rule.id)}`}>{rule.title}</TextLink>
        </span>
      ))}
      {rules.length > SHOWN_RULES && ` and ${rules.length - SHOWN_RULES} more`}
    </Text>
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
