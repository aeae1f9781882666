"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { restoreVersion } from "#features/list/actions";
import type { ListDetail } from "#features/list/types";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { toasts } from "../ui/toasts.ts";
import { outcomeWords } from "./send-list.ts";
import { sizeWords } from "./words.ts";

/** What the list held before; an earlier version can be taken into use again. */
export function VersionTable({ list, isOffered }: { readonly list: ListDetail; readonly isOffered: boolean }) {
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
    <TableScroll minWidth={640}>
      <Table aria-label="Versions" verticalSpacing={4}>
        <thead>
          <tr>
            <Th>Version</Th>
            <Th>When</Th>
            <Th>By</Th>
            <Th>File</Th>
            <Th ta="end">Rows</Th>
            <Th ta="end">Size</Th>
            <Th>
              <span className="visually-hidden">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {list.versions.map((version) => (
            <tr key={version.number}>
              <Td>{version.number}</Td>
              <Td>
                <Instant at={version.createdAt} />
              </Td>
              <Td>
                {version.createdByName}, {version.origin === "fetch" ? "fetched" : "uploaded"}
              </Td>
              <Td>{version.fileName}</Td>
              <Td ta="end">{version.rows.toLocaleString("en")}</Td>
              <Td ta="end">{sizeWords(version.size)}</Td>
              <Td>
                {version.number === list.current?.number ? (
                  "in use"
                ) : isOffered ? (
                  <Button size="compact-xs" variant="default" disabled={isPending} onClick={() => restore(version.number)}>
                    Use it again
                  </Button>
                ) : null}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
