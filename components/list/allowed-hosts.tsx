"use client";
import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { allowHost, forgetHost } from "#features/list/actions";
import type { ListHostRow } from "#features/list/types";
import { toasts } from "../ui/toasts.ts";

/** From where lists may be fetched. Empty by default: Callout asks nobody by itself. */
export function AllowedHosts({ hosts, isOffered }: { readonly hosts: readonly ListHostRow[]; readonly isOffered: boolean }) {
  const router = useRouter();
  const [host, setHost] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();

  function add() {
    startTransition(async () => {
      const outcome = await allowHost({ host });
      setError(outcome.ok ? null : (outcome.reason.replace(/^✖ /, "").split("\n")[0] ?? null));
      if (outcome.ok) setHost("");
      router.refresh();
    });
  }

  function forget(gone: string) {
    startTransition(async () => {
      const outcome = await forgetHost({ host: gone });
      if (!outcome.ok) return setError(outcome.reason);
      router.refresh();
      const id = toasts.show({
        message: (
          <>
            {gone} is not allowed any more.{" "}
            <Button
              size="compact-xs"
              variant="default"
              onClick={async () => {
                toasts.hide(id);
                await allowHost({ host: gone });
                router.refresh();
              }}
            >
              Undo
            </Button>
          </>
        ),
      });
    });
  }

  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Lists are fetched from these hosts alone, over https, and never from an address inside the network.
      </Text>
      {hosts.length === 0 ? (
        <Text size="sm">No host is allowed: nothing is fetched, only uploaded.</Text>
      ) : (
        <ul>
          {hosts.map((each) => (
            <li key={each.host}>
              <Group gap={4}>
                <span>{each.host}</span>
                <Text size="xs" c="dimmed">
                  allowed by {each.createdByName}
                </Text>
                {isOffered && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={24}
                    aria-label={`Do not allow ${each.host} any more`}
                    onClick={() => forget(each.host)}
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
            </li>
          ))}
        </ul>
      )}
      {isOffered && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Group gap="xs" align="start">
            <TextInput
              aria-label="Host"
              placeholder="raw.githubusercontent.com"
              value={host}
              error={error}
              onChange={(event) => setHost(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={isPending} disabled={host.trim() === ""}>
              Allow
            </Button>
          </Group>
        </form>
      )}
    </Stack>
  );
}
