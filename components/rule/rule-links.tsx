import { Text } from "@mantine/core";
import type { LinkedRule, RuleDetail } from "#features/rule/types";
import { TextLink } from "../ui/text-link.tsx";
import { offText } from "./detail-words.ts";

/** The rules this one counts, is counted by, is narrowed by, and waits for. */
export function RuleLinks({ rule: { kind, links } }: { readonly rule: Pick<RuleDetail, "kind" | "links"> }) {
  const isFilter = kind === "filter";
  return (
    <>
      {links.waitsFor.length > 0 && (
        <Text size="sm" style={{ color: "var(--warn)" }}>
          Waits for {links.waitsFor.map((name) => `“${name}”`).join(", ")}: no rule here answers to that. It runs as soon as one does.
        </Text>
      )}
      {links.isSilent && (
        <Text size="sm">It raises nothing by itself: what counts it speaks for it, and does not say “generate: true”.</Text>
      )}
      <Linked title={isFilter ? "Narrows" : "Stands on"} rules={links.uses} />
      <Linked title="Counted by" rules={links.usedBy} />
      <Linked title="Narrowed by" rules={links.filteredBy} />
    </>
  );
}

function Linked({ title, rules }: { readonly title: string; readonly rules: readonly LinkedRule[] }) {
  if (rules.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ul style={{ marginBlock: 0 }}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <TextLink href={`/rules/${encodeURIComponent(rule.id)}`}>{rule.title}</TextLink>
            <Text size="sm" span>
              {offText(rule)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
