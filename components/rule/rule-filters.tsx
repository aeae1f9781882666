import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import type { RuleQuery } from "#features/rule/schema";

const SEVERITY_CHOICES = [
  { value: "", label: "Any level" },
  { value: "critical", label: "Critical" },
  { value: "high", label: "High" },
  { value: "medium", label: "Medium" },
  { value: "low", label: "Low" },
  { value: "informational", label: "Informational" },
];
const STATE_CHOICES = [
  { value: "", label: "Any state" },
  { value: "enabled", label: "Enabled" },
  { value: "disabled", label: "Disabled" },
  { value: "refused", label: "Refused" },
];

/** The list's filters. A plain form: its fields are the URL. */
export function RuleFilters({ query }: { readonly query: RuleQuery }) {
  return (
    <form action="/rules" aria-label="Filter rules">
      <Group gap="xs" align="end">
        <TextInput
          name="q"
          size="xs"
          label="Search"
          placeholder="title, id, tag, log source"
          defaultValue={query.q ?? ""}
          w={260}
          key={query.q ?? ""}
          data-shortcut="search"
        />
        <NativeSelect name="severity" size="xs" label="Level" data={SEVERITY_CHOICES} defaultValue={query.severity[0] ?? ""} />
        <NativeSelect name="state" size="xs" label="State" data={STATE_CHOICES} defaultValue={query.state ?? ""} />
        <Button type="submit" size="xs" variant="default">
          Filter
        </Button>
      </Group>
    </form>
  );
}
