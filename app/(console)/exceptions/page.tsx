import { Group, Stack, Title } from "@mantine/core";
import { ExceptionTable } from "#components/exception/exception-table";
import { Empty } from "#components/ui/empty";
import { LinkButton } from "#components/ui/link-button";
import { TextLink } from "#components/ui/text-link";
import { loadExceptions } from "#features/exception/loaders";
import { EXCEPTION_STATUSES } from "#features/exception/schema";

export const metadata = { title: "Exceptions" };

export default async function ExceptionsPage({ searchParams }: PageProps<"/exceptions">) {
  const wanted = (await searchParams).status;
  const status = EXCEPTION_STATUSES.find((name) => name === wanted) ?? "active";
  const exceptions = await loadExceptions({ status });
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Exceptions
        </Title>
        <LinkButton href="/exceptions/new" size="xs" variant="default">
          New exception
        </LinkButton>
      </Group>
      <Group component="nav" gap="md" aria-label="By state">
        {EXCEPTION_STATUSES.map((name) => (
          <TextLink key={name} href={`/exceptions?status=${name}`} fw={name === status ? 700 : 400} current={name === status}>
            {name.replace(/^./, (letter) => letter.toUpperCase())}
          </TextLink>
        ))}
      </Group>
      {exceptions.length === 0 ? (
        <Empty title={status === "active" ? "Nothing is silenced by an exception" : `No ${status} exceptions`}>
          {status === "active" &&
            "Open an alert and press e: the conditions are proposed from it, and you see what they would hide before you save."}
        </Empty>
      ) : (
        <ExceptionTable exceptions={exceptions} />
      )}
    </Stack>
  );
}
