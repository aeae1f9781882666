import { Anchor, Button, Group, Stack, Title } from "@mantine/core";
import Link from "next/link";
import { ExceptionTable } from "#components/exception/exception-table";
import { Empty } from "#components/ui/empty";
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
        <Button component={Link} href="/exceptions/new" size="xs" variant="default">
          New exception
        </Button>
      </Group>
      <Group component="nav" gap="md" aria-label="By state">
        {EXCEPTION_STATUSES.map((name) => (
          <Anchor
            key={name}
            component={Link}
            size="sm"
            href={`/exceptions?status=${name}`}
            fw={name === status ? 700 : 400}
            {...(name === status && { "aria-current": "page" as const })}
          >
            {name.replace(/^./, (letter) => letter.toUpperCase())}
          </Anchor>
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
