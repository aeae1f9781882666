import { Group } from "@mantine/core";
import type { RuleQuery } from "#features/rule/schema";
import { TextLink } from "../ui/text-link.tsx";
import { changed, rulesHref } from "./rule-url.ts";

/** Onward and back to the start; the browser's own way back leads to the page before. */
export function RulePages({ query, next }: { readonly query: RuleQuery; readonly next: string | null }) {
  if (!query.cursor && !next) return null;
  return (
    <nav aria-label="Pages">
      <Group>
        {query.cursor && <TextLink href={rulesHref(changed(query, {}))}>First page</TextLink>}
        {next && <TextLink href={rulesHref({ ...query, cursor: next })}>Next page</TextLink>}
      </Group>
    </nav>
  );
}
