import { Code, Stack, Text, Title } from "@mantine/core";
import { TokenPanel } from "#components/account/token-panel";
import { loadPermissions, loadServiceTokens } from "#features/account/loaders";

export const metadata = { title: "Tokens" };

export default async function TokensPage() {
  const [tokens, permissions] = await Promise.all([loadServiceTokens(), loadPermissions()]);
  return (
    <Stack gap="md" p="md" maw={1100}>
      <Title order={1} size="h3">
        Tokens
      </Title>
      <Text size="sm" c="dimmed">
        A script sends events with <Code>POST /api/v1/events</Code>, one JSON object a line, and the header{" "}
        <Code>Authorization: Bearer …</Code>
      </Text>
      <TokenPanel tokens={tokens} now={Date.now()} isOffered={permissions.includes("tokens")} />
    </Stack>
  );
}
