"use client";
import { Table } from "@mantine/core";
import type { ListRow } from "#features/list/types";
import { Instant } from "../ui/instant.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { ListActions } from "./list-actions.tsx";
import { refreshWords } from "./words.ts";

/** Every list with the version in use. */
export function ListTable({ lists }: { readonly lists: readonly ListRow[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table aria-label="Lists" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>URL</Table.Th>
            <Table.Th ta="end">Rows</Table.Th>
            <Table.Th>In use since</Table.Th>
            <Table.Th>Fetched</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lists.map((list) => (
            <Table.Tr key={list.id}>
              <Table.Td>
                <TextLink href={`/lists/${list.id}`} fw={500}>
                  {list.name}
                </TextLink>
              </Table.Td>
              <Table.Td maw={360}>
                <MiddleCut text={list.url} />
              </Table.Td>
              <Table.Td ta="end">{list.current === null ? "none yet" : list.current.rows.toLocaleString("en")}</Table.Td>
              <Table.Td>{list.current === null ? "" : <Instant at={list.current.createdAt} />}</Table.Td>
              <Table.Td {...(list.lastError !== null && { c: "var(--bad)" })}>
                {list.lastError === null ? refreshWords(list.refreshMinutes) : `Failed: ${list.lastError}`}
              </Table.Td>
              <Table.Td>
                <ListActions list={list} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
