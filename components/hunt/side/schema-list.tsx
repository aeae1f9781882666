"use client";
import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { CatalogNames } from "#features/hunt/types";
import type { Knowledge } from "../editor/knowledge.ts";
import classes from "./side-panel.module.css";

/** The tables and their columns; one press writes a name into the query. */
export function SchemaList({ knowledge, onInsert }: { readonly knowledge: Knowledge; readonly onInsert: (text: string) => void }) {
  const [catalog, setCatalog] = useState<CatalogNames | null | undefined>(undefined);
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    let current = true;
    void knowledge.catalog().then((names) => current && setCatalog(names));
    return () => {
      current = false;
    };
  }, [knowledge]);
  if (catalog === undefined) return <p className={classes.dim}>Reading the tables…</p>;
  if (catalog === null) return <p className={classes.dim}>The tables could not be read. Close and open this panel to try again.</p>;
  const term = wanted.trim().toLowerCase();
  const found = catalog.tables.flatMap((table) => {
    if (term === "" || table.name.toLowerCase().includes(term)) return [{ ...table, isOpen: false }];
    const columns = table.columns.filter(({ name }) => name.toLowerCase().includes(term));
    return columns.length === 0 ? [] : [{ name: table.name, columns, isOpen: true }];
  });
  return (
    <>
      <TextInput
        size="xs"
        className={classes.search}
        aria-label="Find a table or a column"
        placeholder="Find a table or a column"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {found.length === 0 && <p className={classes.dim}>No table or column is called that.</p>}
      {found.map(({ name, columns, isOpen }) => (
        <details key={`${name} ${isOpen}`} open={isOpen} className={classes.table}>
          <summary>{name}</summary>
          <div className={classes.columns}>
            <button type="button" className={classes.column} onClick={() => onInsert(name)}>
              Insert the table
            </button>
            {columns.map((column) => (
              <button key={column.name} type="button" className={classes.column} onClick={() => onInsert(column.name)}>
                <span>{column.name}</span>
                <span>{column.type}</span>
              </button>
            ))}
          </div>
        </details>
      ))}
    </>
  );
}
