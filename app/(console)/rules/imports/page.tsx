import { Stack, Title } from "@mantine/core";
import { ImportList } from "#components/rule/import-list";
import { Empty } from "#components/ui/empty";
import { TextLink } from "#components/ui/text-link";
import { loadRuleImports } from "#features/rule/loaders";

export const metadata = { title: "Imports of rules" };

const PAGE = 50;

export default async function RuleImportsPage({ searchParams }: PageProps<"/rules/imports">) {
  const { before } = await searchParams;
  const cursor = typeof before === "string" ? before : undefined;
  const imports = await loadRuleImports(cursor);
  const last = imports.at(-1);
  return (
    <Stack gap="md" p="md">
      <TextLink href="/rules">Rules</TextLink>
      <Title order={1} size="h3">
        Imports of rules
      </Title>
      {imports.length === 0 ? (
        <Empty title={cursor ? "Nothing older" : "No rules have been uploaded yet"}>
          {!cursor && "Drop Sigma rules on the page of rules; what became of each is kept here."}
        </Empty>
      ) : (
        <ImportList imports={imports} />
      )}
      {last && imports.length >= PAGE && <TextLink href={`/rules/imports?before=${last.id}`}>Older</TextLink>}
    </Stack>
  );
}
