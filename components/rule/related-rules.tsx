import { Text } from "@mantine/core";
import type { RelatedMention } from "#features/rule/types";
import { TextLink } from "../ui/text-link.tsx";
import { relationText } from "./related-words.ts";

/** Rules that this one names, and rules that name this one, with how. */
export function RelatedRules({ related }: { readonly related: readonly RelatedMention[] }) {
  return (
    <ul>
      {related.map(({ id, type, direction, title, enabled }) => (
        <li key={`${direction} ${type} ${id}`}>
          <Text size="sm" span>
            {relationText({ type, direction })}{" "}
            {title === null ? (
              <>
                <code>{id}</code> (not in this console)
              </>
            ) : (
              <>
                <TextLink href={`/rules/${encodeURIComponent(id)}`}>{title}</TextLink>
                {!enabled && " (disabled)"}
              </>
            )}
          </Text>
        </li>
      ))}
    </ul>
  );
}
