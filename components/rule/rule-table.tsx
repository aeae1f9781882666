"use client";
import { Anchor, Button, Checkbox, Group, Text } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { RuleQuery } from "#features/rule/schema";
import type { RulePage } from "#features/rule/types";
import { countText } from "../ingest/counts.ts";
import { Table, TableScroll, Th } from "../ui/table.tsx";
import { RuleTableRow } from "./rule-table-row.tsx";
import { changed, chipsOf, filterOf, rulesHref } from "./rule-url.ts";
import { useRuleSwitch } from "./use-rule-switch.tsx";

interface RuleTableProps {
  readonly page: RulePage;
  readonly query: RuleQuery;
}

/** Rules with what each has fired; on and off one by one, those selected, or all that the filter shows on all pages. */
export function RuleTable({ page, query }: RuleTableProps) {
  const rules = page.rows;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { busy, set, setFiltered } = useRuleSwitch();
  const usable = rules.filter((rule) => !rule.refused);
  const chosen = usable.filter((rule) => selected.has(rule.id)).map((rule) => rule.id);
  const isFiltered = chipsOf(query).length > 0;

  function toggle(id: string, on: boolean) {
    setSelected((before) => {
      const after = new Set(before);
      if (on) after.add(id);
      else after.delete(id);
      return after;
    });
  }
  function setChosen(enabled: boolean) {
    set(chosen, enabled);
    setSelected(new Set());
  }
  const bulk = (enabled: boolean, count: number) => (
    <Button
      size="compact-xs"
      variant="default"
      disabled={busy || count === 0}
      onClick={() => setFiltered(filterOf(query), enabled, count)}
      title={`On every page: the ${countText(count)} ${enabled ? "disabled" : "enabled"} rules ${isFiltered ? "of this filter" : "of all"}`}
    >
      {enabled ? "Enable" : "Disable"} {chosen.length > 0 ? `all ${countText(count)}` : countText(count)}
    </Button>
  );

  return (
    <>
      <Group gap="xs" mih={30} role="group" aria-label="Enable and disable">
        {chosen.length > 0 && (
          <>
            <Text size="sm">{chosen.length} selected</Text>
            <Button size="compact-xs" disabled={busy} onClick={() => setChosen(true)}>
              Enable {chosen.length}
            </Button>
            <Button size="compact-xs" disabled={busy} onClick={() => setChosen(false)}>
              Disable {chosen.length}
            </Button>
          </>
        )}
        <Text size="sm" c="dimmed">
          {isFiltered ? "Of this filter:" : "Of all rules:"}
        </Text>
        {bulk(true, page.canEnable)}
        {bulk(false, page.canDisable)}
      </Group>
      <TableScroll minWidth={1020}>
        <Table verticalSpacing={4} highlightOnHover aria-label="Rules">
          <thead>
            <tr>
              <Th w={32}>
                <Checkbox
                  size="xs"
                  aria-label="Select every rule of the page"
                  checked={usable.length > 0 && chosen.length === usable.length}
                  indeterminate={chosen.length > 0 && chosen.length < usable.length}
                  onChange={(event) => setSelected(new Set(event.currentTarget.checked ? usable.map((rule) => rule.id) : []))}
                />
              </Th>
              <SortHeader query={query} sort="level" order="descending">
                Level
              </SortHeader>
              <SortHeader query={query} sort="title" order="ascending">
                Rule
              </SortHeader>
              <Th>Log source</Th>
              <Th ta="end">Open</Th>
              <SortHeader query={query} sort="alerts" order="descending" end>
                Alerts
              </SortHeader>
              <SortHeader query={query} sort="fired" order="descending">
                Last fired
              </SortHeader>
              <SortHeader query={query} sort="run" order="descending">
                Last run
              </SortHeader>
              <SortHeader query={query} sort="cost" order="descending" end>
                Cost
              </SortHeader>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleTableRow
                key={rule.id}
                rule={rule}
                selected={selected.has(rule.id)}
                busy={busy}
                onSelect={(on) => toggle(rule.id, on)}
                onSwitch={(enabled) => set([rule.id], enabled)}
              />
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </>
  );
}

interface SortHeaderProps {
  readonly query: RuleQuery;
  readonly sort: RuleQuery["sort"];
  readonly order: "ascending" | "descending";
  readonly end?: boolean;
  readonly children: ReactNode;
}

/** A column the list can be ordered by, in the one direction people ask for. */
function SortHeader({ query, sort, order, end = false, children }: SortHeaderProps) {
  const isCurrent = query.sort === sort;
  return (
    <Th aria-sort={isCurrent ? order : "none"} {...(end && { ta: "end" as const })}>
      <Anchor component={Link} href={rulesHref(changed(query, { sort }))} scroll={false} size="sm" inherit c="inherit">
        {children}
        {isCurrent && <span aria-hidden>{order === "descending" ? " ↓" : " ↑"}</span>}
      </Anchor>
    </Th>
  );
}
