"use client";
import { ActionIcon, Button, Group } from "@mantine/core";
import { IconCopy, IconFilterMinus, IconFilterPlus, IconX } from "@tabler/icons-react";
import type { AddressContext } from "#core/enrichment/address-context";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { Network } from "../../alert/address.tsx";
import { PlainText } from "../../ui/plain-text.tsx";
import { utcText } from "../../ui/relative-time.ts";
import { type CellActions, copied, copyCell, rowsAsCsv, rowsAsJson } from "./cell-actions.ts";
import { cellKind } from "./cell-kind.ts";
import { JsonTree } from "./json-tree.tsx";
import { numberText } from "./result-cell.tsx";
import { RowEvents } from "./row-events.tsx";
import classes from "./row-panel.module.css";

interface RowPanelProps {
  readonly columns: readonly HuntColumn[];
  readonly row: HuntResultRow;
  /** Its place in the result, from 1. */
  readonly number: number;
  readonly addresses: ReadonlyMap<string, AddressContext>;
  readonly actions: CellActions;
  readonly onClose: () => void;
}

/** One row whole: every cell, what can be done with it, and the events it was made from. */
export function RowPanel({ columns, row, number, addresses, actions, onClose }: RowPanelProps) {
  return (
    <aside className={classes.panel} aria-label={`Row ${number}`}>
      <header className={classes.head}>
        <h2 className={classes.title}>Row {number.toLocaleString("en")}</h2>
        <Group gap={4}>
          <Button size="compact-xs" variant="default" onClick={() => void copied(rowsAsJson(columns, [row]), "the row as JSON")}>
            Copy JSON
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => void copied(rowsAsCsv(columns, [row]), "the row as CSV")}>
            Copy CSV
          </Button>
          <ActionIcon variant="subtle" color="gray" size={24} aria-label="Close the row" title="Close (Escape)" onClick={onClose}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </header>
      <div className={classes.body}>
        <RowEvents events={row.events} total={row.eventTotal} />
        <dl className={classes.cells}>
          {columns.map((column, index) => {
            const value = row.cells[index] ?? null;
            const address = typeof value === "string" ? addresses.get(value) : undefined;
            const refusal = actions.refusal(column);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
              <div key={index} className={classes.cell}>
                <dt className={classes.name}>
                  <span>
                    {column.name} <span className={classes.type}>{column.type}</span>
                  </span>
                  <span className={classes.tools}>
                    <Tool
                      label={`Keep only rows with this ${column.name}`}
                      refusal={refusal}
                      onClick={() => actions.filter(column, value, true)}
                    >
                      <IconFilterPlus size={14} aria-hidden />
                    </Tool>
                    <Tool
                      label={`Leave out rows with this ${column.name}`}
                      refusal={refusal}
                      onClick={() => actions.filter(column, value, false)}
                    >
                      <IconFilterMinus size={14} aria-hidden />
                    </Tool>
                    <Tool label={`Copy ${column.name}`} refusal={null} onClick={() => copyCell(column, value)}>
                      <IconCopy size={14} aria-hidden />
                    </Tool>
                  </span>
                </dt>
                <dd className={classes.value}>
                  <Whole column={column} value={value} />
                  {address && <Network context={address} />}
                </dd>
              </div>
            );
          })}
        </dl>
      </div>
    </aside>
  );
}

function Tool(props: {
  readonly label: string;
  readonly refusal: string | null;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={props.label}
      title={props.refusal ?? props.label}
      disabled={props.refusal !== null}
      onClick={props.onClick}
    >
      {props.children}
    </ActionIcon>
  );
}

/** A cell with nothing cut. */
function Whole({ column, value }: { readonly column: HuntColumn; readonly value: HuntResultRow["cells"][number] }) {
  switch (cellKind(column, value)) {
    case "null":
      return <i className={classes.nothing}>null</i>;
    case "empty":
      return <i className={classes.nothing}>empty text</i>;
    case "json":
      return <JsonTree value={value} />;
    case "number":
      return <>{numberText(value)}</>;
    case "time":
      return <>{utcText(String(value))} UTC</>;
    case "bool":
    case "address":
    case "text":
      return <PlainText text={String(value)} />;
  }
}
