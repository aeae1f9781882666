"use client";
import { Button, Table } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { restoreVersion } from "#features/list/actions";
import type { ListDetail } from "#features/list/types";
import { Instant } from "../ui/instant.tsx";
import { toasts } from "../ui/toasts.ts";
import { outcomeWords } from "./send-list.ts";
import { sizeWords } from "./words.ts";

/** What the list held before; an earlier version can be taken into use again. */
export function VersionTable({ list }: { readonly list: ListDetail }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  function restore(number: number) {
    startTransition(async () => {
      const outcome = await restoreVersion({ listId: list.id, number });
      toasts.show({ tone: outcome.ok ? "good" : "bad", message: outcomeWords(outcome) });
      router.refresh();
    });
  }
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Versions" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>By</Table.Th>
            <Table.Th>File</Table.Th>
            <Table.Th ta="end">Rows</Table.Th>
            <Table.Th ta="end">Size</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.versions.map((version) => (
            <Table.Tr key={version.number}>
              <Table.Td>{version.number}</Table.Td>
              <Table.Td>
                <Instant at={version.createdAt} />
              </Table.Td>
              <Table.Td>
                {version.createdByName}, {version.origin === "fetch" ? "fetched" : "uploaded"}
              </Table.Td>
              <Table.Td>{version.fileName}</Table.Td>
              <Table.Td ta="end">{version.rows.toLocaleString("en")}</Table.Td>
              <Table.Td ta="end">{sizeWords(version.size)}</Table.Td>
              <Table.Td>
                {version.number === list.current?.number ? (
                  "in use"
                ) : (
                  <Button size="compact-xs" variant="default" disabled={isPending} onClick={() => restore(version.number)}>
                    Use it again
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
