import { ActionIcon, Button, Group, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { ADDRESS_FIELDS, type AddressField, type Condition, type Lint, TEXT_FIELDS, type TextField } from "#core/exception/exception";
import { type DraftCondition, withField } from "./draft.ts";
import { LintList } from "./lint-list.tsx";
import { FIELD_WORD, OPERATOR_WORD } from "./words.ts";

const FIELDS: readonly (AddressField | TextField)[] = [...ADDRESS_FIELDS, ...TEXT_FIELDS];
const FIELD_CHOICES = FIELDS.map((field) => ({ value: field, label: `${FIELD_WORD[field]} (${field})` }));

const HINTS: { readonly [O in Condition["operator"]]: string } = {
  address: "An address, a block (10.2.0.0/16) or a range (10.0.0.5-10.0.0.9), IPv4 or IPv6",
  exact: "Every character counts: case, and blanks at the end",
  wildcard: "* any run, ? one character; case does not matter. A literal star is [*]",
};

interface ConditionEditorProps {
  readonly index: number;
  readonly condition: DraftCondition;
  readonly lints: readonly Lint[];
  readonly onChange: (condition: DraftCondition) => void;
  /** Absent: it is the only condition. */
  readonly onRemove?: (() => void) | undefined;
}

/** One condition: a field, how it is compared, and the values of which any suffices. */
export function ConditionEditor({ index, condition, lints, onChange, onRemove }: ConditionEditorProps) {
  const operators: readonly Condition["operator"][] = condition.operator === "address" ? ["address"] : ["exact", "wildcard"];
  const setValue = (at: number, value: string) =>
    onChange({ ...condition, values: condition.values.map((old, i) => (i === at ? value : old)) });
  return (
    <fieldset style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 6, padding: 12, minInlineSize: 0 }}>
      <legend>
        <Text size="xs" c="dimmed">
          {index === 0 ? "Condition 1" : `and condition ${index + 1}`}
        </Text>
      </legend>
      <Stack gap="xs">
        <Group gap="xs" align="end">
          <NativeSelect
            size="xs"
            label="Field"
            data={FIELD_CHOICES}
            value={condition.field}
            onChange={(event) => {
              const field = FIELDS.find((name) => name === event.currentTarget.value);
              if (field) onChange(withField(condition, field));
            }}
          />
          <NativeSelect
            size="xs"
            label="Compared"
            data={operators.map((operator) => ({ value: operator, label: OPERATOR_WORD[operator] }))}
            value={condition.operator}
            onChange={(event) => {
              const operator = operators.find((name) => name === event.currentTarget.value);
              if (operator) onChange({ ...condition, operator });
            }}
          />
          {onRemove && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={onRemove}>
              Remove condition {index + 1}
            </Button>
          )}
        </Group>
        {condition.values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values are edited in place; their position is their identity
          <Group key={at} gap="xs" wrap="nowrap" align="start">
            <Textarea
              size="xs"
              autosize
              minRows={1}
              maxRows={8}
              style={{ flex: 1 }}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              aria-label={`${FIELD_WORD[condition.field]}, value ${at + 1}`}
              spellCheck={false}
              value={value}
              onChange={(event) => setValue(at, event.currentTarget.value)}
            />
            {condition.values.length > 1 && (
              <ActionIcon
                size={28}
                variant="subtle"
                color="gray"
                aria-label={`Remove value ${at + 1}`}
                onClick={() => onChange({ ...condition, values: condition.values.filter((_, i) => i !== at) })}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {HINTS[condition.operator]}
          </Text>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={12} aria-hidden />}
            onClick={() => onChange({ ...condition, values: [...condition.values, ""] })}
          >
            Or another value
          </Button>
        </Group>
        <LintList lints={lints} />
      </Stack>
    </fieldset>
  );
}
