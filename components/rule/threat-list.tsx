import { Text } from "@mantine/core";
import type { ThreatMapping, ThreatName } from "#core/detection/rule-details";
import { TextLink } from "../ui/text-link.tsx";
import { tagOfTactic, tagOfTechnique } from "./threat-tags.ts";

/** What of ATT&CK a rule is about; each name leads to the other rules with it. */
export function ThreatList({ threat }: { readonly threat: readonly ThreatMapping[] }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
      {threat.map(({ framework, tactic, techniques }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file may map one tactic twice
        <li key={index}>
          <Text size="sm" span>
            {framework}
            {tactic && (
              <>
                {": "}
                <Tagged name={tactic} tag={tagOfTactic(tactic)} />
              </>
            )}
            {techniques.map((technique) => (
              <span key={technique.id}>
                {" · "}
                <Tagged name={technique} tag={tagOfTechnique(technique)} />
              </span>
            ))}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Tagged({ name, tag }: { readonly name: ThreatName; readonly tag: string }) {
  const text = [name.id, name.name].filter((part) => part !== "").join(" ");
  return <TextLink href={`/rules?${new URLSearchParams({ tag })}`}>{text}</TextLink>;
}
