"use client";
import { ActionIcon, Button, Group } from "@mantine/core";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { refreshList, removeList, restoreListRemoval } from "#features/list/actions";
import type { ListRow } from "#features/list/types";
import { toasts } from "../ui/toasts.ts";
import { outcomeWords } from "./send-list.ts";

/** Fetch it again, delete it and take that back. Queries that name a deleted list find none, and say so. */
export function ListActions({ list, leaves = false }: { readonly list: ListRow; readonly leaves?: boolean }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();

  function refresh() {
    startTransition(async () => {
      const outcome = await refreshList({ listId: list.id });
      toasts.show({ tone: outcome.ok ? "good" : "bad", message: `${list.name}: ${outcomeWords(outcome)}` });
      router.refresh();
    });
  }

  function remove() {
    startTransition(async () => {
      const outcome = await removeList({ listId: list.id });
      if (!outcome.ok) {
        toasts.show({ tone: "bad", message: outcome.reason });
        return;
      }
      const id = toasts.show({
        message: (
          <>
            Deleted {list.name}.{" "}
            <Button
              size="compact-xs"
              variant="default"
              onClick={async () => {
                toasts.hide(id);
                const back = await restoreListRemoval({ listId: list.id });
                if (!back.ok) toasts.show({ tone: "bad", message: back.reason });
                router.refresh();
              }}
            >
              Undo
            </Button>
          </>
        ),
      });
      if (leaves) router.push("/lists");
      else router.refresh();
    });
  }

  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        loading={isPending}
        aria-label={`Fetch ${list.name} again`}
        title="Fetch it again from its URL"
        onClick={refresh}
      >
        <IconRefresh size={14} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        disabled={isPending}
        aria-label={`Delete ${list.name}`}
        title="Delete"
        onClick={remove}
      >
        <IconTrash size={14} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
