"use client";
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { changeList } from "#features/list/actions";
import type { ListRow } from "#features/list/types";
import { toasts } from "../ui/toasts.ts";
import { refreshWords } from "./words.ts";

const CHOICES = [60, 360, 1440, 10_080];

/** What a list is called and how often it is fetched. */
export function ListChange({ list }: { readonly list: ListRow }) {
  const router = useRouter();
  const [name, setName] = useState(list.name);
  const [refresh, setRefresh] = useState(String(list.refreshMinutes ?? 0));
  const [isPending, startTransition] = useTransition();
  const minutes = [...new Set([...CHOICES, ...(list.refreshMinutes === null ? [] : [list.refreshMinutes])])].sort((a, b) => a - b);

  function save() {
    startTransition(async () => {
      const outcome = await changeList({ listId: list.id, name, refreshMinutes: refresh === "0" ? null : Number(refresh) });
      toasts.show(outcome.ok ? { tone: "good", message: "Changed." } : { tone: "bad", message: outcome.reason });
      router.refresh();
    });
  }

  return (
    <Group gap="sm" align="end">
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <NativeSelect
        label="Fetched"
        value={refresh}
        data={[{ value: "0", label: refreshWords(null) }, ...minutes.map((each) => ({ value: String(each), label: refreshWords(each) }))]}
        onChange={(event) => setRefresh(event.currentTarget.value)}
      />
      <Button variant="default" loading={isPending} onClick={save}>
        Save
      </Button>
    </Group>
  );
}
