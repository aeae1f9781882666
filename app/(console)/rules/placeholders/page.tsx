import { Code, Stack, Text, Title } from "@mantine/core";
import { PlaceholderList } from "#components/placeholder/placeholder-list";
import { NotOffered } from "#components/ui/not-offered";
import { TextLink } from "#components/ui/text-link";
import { loadPermissions } from "#features/account/loaders";
import { NEEDS } from "#features/account/role/types";
import { loadPlaceholders } from "#features/placeholder/loaders";

export const metadata = { title: "Placeholders" };

export default async function PlaceholdersPage() {
  const [rows, permissions] = await Promise.all([loadPlaceholders(), loadPermissions()]);
  const isOffered = permissions.includes("rules");
  return (
    <Stack gap="md" p="md" maw={900}>
      <TextLink href="/rules">Rules</TextLink>
      <Title order={1} size="h3">
        Placeholders
      </Title>
      <Text size="sm" c="dimmed">
        Some Sigma rules leave a list to you: <Code>User|expand: &apos;%Admins%&apos;</Code> means your administrators. Until the name has
        values its rules are kept and do not run.
      </Text>
      {!isOffered && <NotOffered>{NEEDS.rules}</NotOffered>}
      <PlaceholderList rows={rows} isOffered={isOffered} />
    </Stack>
  );
}
