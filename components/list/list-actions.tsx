"use client";
import { ActionIcon, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { refreshList, removeList } from "#features/list/actions";
import type { ListRow } from "#features/list/types";
import { outcomeWords } from "./send-list.ts";

/** Fetch it again, delete it. */
export function ListActions({ list, leaves = false }: { readonly list: ListRow; readonly leaves?: boolean }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [asks, setAsks] = useState(false);

  function refresh() {
    startTransition(async () => {
      const outcome = await refreshList({ listId: list.id });
      notifications.show({ color: outcome.ok ? "green" : "red", message: `${list.name}: ${outcomeWords(outcome)}` });
      router.refresh();
    });
  }

  function remove() {
    startTransition(async () => {
      const outcome = await removeList({ listId: list.id });
      setAsks(false);
      notifications.show(outcome.ok ? { message: `Deleted ${list.name}.` } : { color: "red", message: outcome.reason });
      if (leaves && outcome.ok) router.push("/lists");
      else router.refresh();
    });
  }

  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        loading={isPending && !asks}
        aria-label={`Fetch ${list.name} again`}
        title="Fetch it again from its URL"
        onClick={refresh}
      >
        <IconRefresh size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Delete ${list.name}`} title="Delete" onClick={() => setAsks(true)}>
        <IconTrash size={14} aria-hidden />
      </ActionIcon>
      <Modal opened={asks} onClose={() => setAsks(false)} title={`Delete ${list.name}?`} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="sm">
          <Text size="sm">
            Queries that name {list.url} will find no list: they say so, and where they ask for AS data the bundled data answers.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsks(false)}>
              Keep it
            </Button>
            <Button color="red" loading={isPending} onClick={remove}>
              Delete it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  );
}
