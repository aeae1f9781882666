"use client";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PlaceholderRow } from "#features/placeholder/types";
import { Empty } from "../ui/empty.tsx";
import { PlaceholderForm } from "./placeholder-form.tsx";
import { usePlaceholder } from "./use-placeholder.tsx";

/** Every name that has values or that a rule asks for, and a way to give values to another. */
export function PlaceholderList({ rows, isOffered }: { readonly rows: readonly PlaceholderRow[]; readonly isOffered: boolean }) {
  const { busy, save } = usePlaceholder();
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const known = new Set(rows.map((row) => row.name));
  const all = [...fresh.filter((name) => !known.has(name)).map(emptyRow), ...rows];
  return (
    <Stack gap="md">
      {isOffered && <NewName taken={new Set(all.map((row) => row.name))} onAdd={(name) => setFresh([name, ...fresh])} />}
      {all.length === 0 && <Empty title="No placeholders">No rule here asks for one, and none has values.</Empty>}
      {all.map((row) => (
        <PlaceholderForm key={`${row.name} ${row.updatedAt}`} row={row} save={save} busy={busy} isOffered={isOffered} />
      ))}
    </Stack>
  );
}

function emptyRow(name: string): PlaceholderRow {
  return { name, values: [], rules: [], updatedBy: null, updatedAt: null };
}

function NewName({ taken, onAdd }: { readonly taken: ReadonlySet<string>; readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  const [error, setError] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const plain = name.trim().replace(/^%(.*)%$/, "$1");
    const problem = !/^\w[\w.-]*$/.test(plain) ? "Letters, digits, _ . - only" : taken.has(plain) ? "It is in the list already" : null;
    setError(problem);
    if (problem) return;
    onAdd(plain);
    setName("");
  }

  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-start">
        <TextInput
          size="xs"
          aria-label="Name of another placeholder"
          placeholder="Another name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={error}
        />
        <Button type="submit" size="xs" variant="default" disabled={name.trim() === ""}>
          Add
        </Button>
      </Group>
    </form>
  );
}
