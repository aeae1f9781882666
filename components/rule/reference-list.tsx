import { Group, Text } from "@mantine/core";
import { CopyButton } from "../ui/copy-button.tsx";

/** Addresses in a rule are somebody else's text: shown and copied, not linked. */
export function ReferenceList({ references }: { readonly references: readonly string[] }) {
  return (
    <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {[...new Set(references)].map((reference) => (
        <li key={reference}>
          <Group gap={4} wrap="nowrap" align="start">
            <CopyButton text={reference} what="reference" />
            <Text size="sm" style={{ overflowWrap: "anywhere", paddingBlock: 3 }}>
              {reference}
            </Text>
          </Group>
        </li>
      ))}
    </ul>
  );
}
