"use client";
import { ActionIcon, Badge, Button, TextInput } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { deleteQuery, restoreQuery } from "#features/hunt/saved/actions";
import type { SavedQuery } from "#features/hunt/saved/types";
import { toasts } from "../../ui/toasts.ts";
import { withoutQuery, withQuery } from "./query-list.ts";
import classes from "./side-panel.module.css";

interface SavedListProps {
  readonly queries: readonly SavedQuery[];
  readonly current: string | null;
  readonly onQuery: (query: SavedQuery) => void;
  readonly onQueries: (change: (before: readonly SavedQuery[]) => readonly SavedQuery[]) => void;
  readonly onEdit: (query: SavedQuery) => void;
}

/** Saved queries by folder: one's own, and what others share. */
export function SavedList({ queries, current, onQuery, onQueries, onEdit }: SavedListProps) {
  const [wanted, setWanted] = useState("");
  const term = wanted.trim().toLowerCase();
  const found = queries.filter((query) =>
    [query.name, query.description, query.folder, query.text, query.ownerName, ...query.tags].some((text) =>
      text.toLowerCase().includes(term),
    ),
  );
  const folders = [...new Set(found.map(({ folder }) => folder))];
  if (queries.length === 0) return <p className={classes.dim}>Nothing is saved yet. Write a query and press Save.</p>;
  return (
    <>
      <TextInput
        size="xs"
        className={classes.search}
        aria-label="Find a saved query"
        placeholder="Name, tag, text, owner"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {found.length === 0 && <p className={classes.dim}>No saved query has that.</p>}
      {folders.map((folder) => (
        <section key={folder} aria-label={folder === "" ? "In no folder" : `Folder ${folder}`}>
          {folder !== "" && <p className={classes.folder}>{folder.replaceAll("/", " / ")}</p>}
          <ul className={classes.items}>
            {found
              .filter((query) => query.folder === folder)
              .map((query) => (
                <li key={query.id} className={classes.row}>
                  <button
                    type="button"
                    className={classes.item}
                    aria-current={query.id === current}
                    onClick={() => onQuery(query)}
                    title={query.description}
                  >
                    <span className={classes.name}>{query.name}</span>
                    <span className={classes.dim}>
                      {query.language.toUpperCase()}
                      {query.isMine ? (query.isShared ? " · shared by you" : "") : ` · by ${query.ownerName}`}
                    </span>
                    {query.tags.map((tag) => (
                      <Badge key={tag} size="xs" variant="default" tt="none" mr={4}>
                        {tag}
                      </Badge>
                    ))}
                  </button>
                  {query.isMine && (
                    <>
                      <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Change ${query.name}`} onClick={() => onEdit(query)}>
                        <IconPencil size={14} aria-hidden />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        size={24}
                        aria-label={`Delete ${query.name}`}
                        onClick={() => void remove(query, onQueries)}
                      >
                        <IconTrash size={14} aria-hidden />
                      </ActionIcon>
                    </>
                  )}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

async function remove(query: SavedQuery, onQueries: SavedListProps["onQueries"]): Promise<void> {
  const outcome = await deleteQuery({ id: query.id });
  if (!outcome.ok) {
    toasts.show({ tone: "bad", message: outcome.reason === "gone" ? "Somebody deleted it before." : "It is not yours to delete." });
    return;
  }
  onQueries((before) => withoutQuery(before, query.id));
  const id = toasts.show({
    message: (
      <>
        Deleted “{query.name}”.{" "}
        <Button
          size="compact-xs"
          variant="default"
          onClick={async () => {
            toasts.hide(id);
            const back = await restoreQuery({ id: query.id });
            // Deleting and bringing back are two changes, and its version counts them.
            if (back.ok) onQueries((before) => withQuery(before, { ...query, version: query.version + 2 }));
          }}
        >
          Undo
        </Button>
      </>
    ),
  });
}
