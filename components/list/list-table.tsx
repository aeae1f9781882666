"use client";

import type { ListRow } from "#features/list/types";
import { Instant } from "../ui/instant.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { ListActions } from "./list-actions.tsx";
import { refreshWords } from "./words.ts";

/** Every list with the version in use, and what may be done with it where that is offered. */
export function ListTable({ lists, isOffered }: { readonly lists: readonly ListRow[]; readonly isOffered: boolean }) {
  return (
    <TableScroll minWidth={760}>
      <Table aria-label="Lists" verticalSpacing={4}>
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>URL</Th>
            <Th ta="end">Rows</Th>
            <Th>In use since</Th>
            <Th>Fetched</Th>
            <Th>
              <span className="visually-hidden">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <tr key={list.id}>
              <Td>
                <TextLink href={`/lists/${list.id}`} fw={500}>
                  {list.name}
                </TextLink>
              </Td>
              <Td maw={360}>
                <MiddleCut text={list.url} />
              </Td>
              <Td ta="end">{list.current === null ? "none yet" : list.current.rows.toLocaleString("en")}</Td>
              <Td>{list.current === null ? "" : <Instant at={list.current.createdAt} />}</Td>
              <Td style={list.lastError === null ? undefined : { color: "var(--bad)" }}>
                {list.lastError === null ? refreshWords(list.refreshMinutes) : `Failed: ${list.lastError}`}
              </Td>
              <Td>{isOffered && <ListActions list={list} />}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
