"use client";
import { Anchor, Badge, Checkbox, Group, Switch, Text } from "@mantine/core";
import Link from "next/link";
import { memo } from "react";
import { DEAR_NANOSECONDS } from "#features/rule/constants";
import type { RuleRow } from "#features/rule/types";
import { SeverityMark } from "../alert/severity-mark.tsx";
import { Instant } from "../ui/instant.tsx";
import { Td } from "../ui/table.tsx";
import { nanosText } from "./detail-words.ts";
import { spanText } from "./execution-words.ts";
import { StatusBadge } from "./status-badge.tsx";

interface RuleTableRowProps {
  readonly rule: RuleRow;
  readonly selected: boolean;
  readonly busy: boolean;
  readonly onSelect: (on: boolean) => void;
  readonly onSwitch: (enabled: boolean) => void;
}

/** One rule of the list. A refused one has neither switch nor checkbox: there is nothing to turn on. */
export const RuleTableRow = memo(function RuleTableRow({ rule, selected, busy, onSelect, onSwitch }: RuleTableRowProps) {
  return (
    <tr>
      <Td>
        <Checkbox
          size="xs"
          aria-label={`Select ${rule.title}`}
          disabled={rule.refused}
          checked={selected && !rule.refused}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      </Td>
      <Td>
        <SeverityMark severity={rule.severity} word />
      </Td>
      <Td maw={480}>
        <Group gap={6} wrap="nowrap">
          <Anchor component={Link} href={`/rules/${encodeURIComponent(rule.id)}`} size="sm" style={{ overflowWrap: "anywhere" }}>
            {rule.title}
          </Anchor>
          <StatusBadge status={rule.status} />
        </Group>
        <Text size="xs" c="dimmed" truncate title={rule.tags.join(" ")}>
          {rule.kind === rule.language ? rule.language : `${rule.language} ${rule.kind}`} · {rule.builtIn ? "built in" : rule.status}{" "}
          {rule.tags.slice(0, 4).join(" ")}
        </Text>
      </Td>
      <Td>
        <Text size="xs">{rule.logSource}</Text>
      </Td>
      <Td ta="end">{rule.openAlerts}</Td>
      <Td ta="end">{rule.totalAlerts}</Td>
      <Td>{rule.lastFiredAt ? <Instant at={rule.lastFiredAt} /> : "never"}</Td>
      <Td>
        <LastRun rule={rule} />
      </Td>
      <Td ta="end" title="What asking it costs for every event that arrives">
        {rule.costNanoseconds !== null && (
          <Text size="xs" span {...(rule.costNanoseconds > DEAR_NANOSECONDS && { style: { color: "var(--warn)" } })}>
            {nanosText(rule.costNanoseconds)}
          </Text>
        )}
      </Td>
      <Td>
        {rule.refused ? (
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
              onChange={(event) => onSwitch(event.currentTarget.checked)}
            />
            {rule.warnings > 0 && (
              <Badge variant="outline" tt="none" style={{ color: "var(--warn)", borderColor: "var(--warn)" }}>
                {rule.warnings} warning{rule.warnings === 1 ? "" : "s"}
              </Badge>
            )}
          </Group>
        )}
      </Td>
    </tr>
  );
});

/** When it last ran, of a rule that runs; the others fire as events arrive. */
function LastRun({ rule: { everySeconds, lastRunAt, language, refused } }: { readonly rule: RuleRow }) {
  // A query without a schedule that is enabled and never runs would be a silent miss.
  const isIdle = everySeconds === null && language === "kql" && !refused;
  if (everySeconds === null && lastRunAt === null && !isIdle) return null;
  const title = isIdle ? "It has no schedule: it runs only when somebody asks for it" : everySeconds && `Every ${spanText(everySeconds)}`;
  return (
    <Text size="xs" span {...(title && { title })}>
      {lastRunAt ? <Instant at={lastRunAt} /> : isIdle ? "no schedule" : "not yet"}
    </Text>
  );
}
