"use client";
import { ActionIcon, Button } from "@mantine/core";
import { IconColumns3, IconMinus, IconPlus } from "@tabler/icons-react";
import type { ReactTable } from "@tanstack/react-table";
import { Check } from "../ui/check.tsx";
import { Popup } from "../ui/popup.tsx";
import { NARROWEST, WIDEST } from "./column-preferences.tsx";
import type { Features } from "./columns.ts";
import classes from "./data-table.module.css";

const STEP = 40;

/** Which columns are shown and how wide, without dragging. */
export function ColumnMenu<Row extends object>({
  table,
  onReset,
}: {
  readonly table: ReactTable<Features, Row>;
  readonly onReset: () => void;
}) {
  const columns = table.getAllLeafColumns();
  return (
    <Popup
      position="bottom-end"
      button={
        <Button variant="default" leftSection={<IconColumns3 size={14} aria-hidden />} className={classes.columns}>
          Columns
        </Button>
      }
    >
      <ul className={classes.columnList}>
        {columns.map((column) => {
          const facts = column.columnDef.meta;
          const label = facts?.label ?? column.id;
          const resize = (by: number) =>
            table.setColumnSizing((before) => ({ ...before, [column.id]: Math.min(Math.max(column.getSize() + by, NARROWEST), WIDEST) }));
          return (
            <li key={column.id}>
              <Check
                label={label}
                checked={column.getIsVisible()}
                disabled={facts?.fixed === true || facts?.opens === true}
                onChange={(event) => column.toggleVisibility(event.currentTarget.checked)}
              />
              <span className={classes.steps}>
                <ActionIcon variant="subtle" color="gray" size={24} aria-label={`${label} narrower`} onClick={() => resize(-STEP)}>
                  <IconMinus size={12} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" size={24} aria-label={`${label} wider`} onClick={() => resize(STEP)}>
                  <IconPlus size={12} aria-hidden />
                </ActionIcon>
              </span>
            </li>
          );
        })}
      </ul>
      <Button variant="subtle" fullWidth onClick={onReset}>
        Back to the defaults
      </Button>
    </Popup>
  );
}
