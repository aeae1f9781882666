"use client";
import { Anchor, Badge, Button, Checkbox, Group, Switch, Table, Text } from "@mantine/core";
import Link from "next/link";
import { useState, useTransition } from "react";
import { setRulesEnabled } from "#features/rule/actions";
import type { RuleRow } from "#features/rule/types";
import { SeverityMark } from "../alert/severity-mark.tsx";
import { Instant } from "../ui/instant.tsx";

/** Rules by level, with what each has fired; on and off one by one or together. */
export function RuleTable({ rules }: { readonly rules: readonly RuleRow[] }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState("");
  const [busy, startTransition] = useTransition();
  const usable = rules.filter((rule) => rule.errors === 0);

  function set(ruleIds: readonly string[], enabled: boolean) {
    startTransition(async () => {
      const { changed } = await setRulesEnabled({ ruleIds, enabled });
      setSaid(`${changed} ${changed === 1 ? "rule" : "rules"} ${enabled ? "enabled" : "disabled"}`);
      setSelected(new Set());
    });
  }

  function toggle(id: string, on: boolean) {
    setSelected((before) => {
      const after = new Set(before);
      if (on) after.add(id);
      else after.delete(id);
      return after;
    });
  }

  return (
    <>
      <Group gap="xs" mih={30}>
        {selected.size > 0 && (
          <>
            <Text size="sm">{selected.size} selected</Text>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => set([...selected], true)}>
              Enable {selected.size}
            </Button>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => set([...selected], false)}>
              Disable {selected.size}
            </Button>
          </>
        )}
        <Text size="sm" c="dimmed" role="status">
          {said}
        </Text>
      </Group>
      <Table.ScrollContainer minWidth={980}>
        <Table highlightOnHover verticalSpacing={6} aria-label="Rules">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36}>
                <Checkbox
                  size="xs"
                  aria-label="Select every usable rule of this page"
                  checked={usable.length > 0 && usable.every((rule) => selected.has(rule.id))}
                  indeterminate={selected.size > 0 && !usable.every((rule) => selected.has(rule.id))}
                  onChange={(event) => setSelected(new Set(event.currentTarget.checked ? usable.map((rule) => rule.id) : []))}
                />
              </Table.Th>
              <Table.Th>Level</Table.Th>
              <Table.Th>Rule</Table.Th>
              <Table.Th>Log source</Table.Th>
              <Table.Th ta="end">Open</Table.Th>
              <Table.Th ta="end">Alerts</Table.Th>
              <Table.Th>Last fired</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rules.map((rule) => (
              <Table.Tr key={rule.id}>
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={`Select ${rule.title}`}
                    disabled={rule.errors > 0}
                    checked={selected.has(rule.id)}
                    onChange={(event) => toggle(rule.id, event.currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td>
                  <SeverityMark severity={rule.severity} word />
                </Table.Td>
                <Table.Td maw={480}>
                  <Anchor component={Link} href={`/rules/${encodeURIComponent(rule.id)}`} size="sm">
                    {rule.title}
                  </Anchor>
                  <Text size="xs" c="dimmed" truncate>
                    {rule.language} · {rule.builtIn ? "built in" : rule.status} {rule.tags.slice(0, 4).join(" ")}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Text size="xs">{rule.logSource}</Text>
                </Table.Td>
                <Table.Td ta="end">{rule.openAlerts}</Table.Td>
                <Table.Td ta="end">{rule.totalAlerts}</Table.Td>
                <Table.Td>{rule.lastFiredAt ? <Instant at={rule.lastFiredAt} /> : "never"}</Table.Td>
                <Table.Td>
                  {rule.errors > 0 ? (
                    <Badge color="red" variant="light">
                      refused
                    </Badge>
                  ) : (
                    <Group gap={6} wrap="nowrap">
                      <Switch
                        size="xs"
                        aria-label={`${rule.title}: enabled`}
                        checked={rule.enabled}
                        disabled={busy}
                        onChange={(event) => set([rule.id], event.currentTarget.checked)}
                      />
                      {rule.warnings > 0 && (
                        <Badge color="yellow" variant="light">
                          {rule.warnings} warning{rule.warnings === 1 ? "" : "s"}
                        </Badge>
                      )}
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
