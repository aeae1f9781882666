"use client";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { ProcessNode } from "#features/alert/types";
import { ProcessRow } from "./process-row.tsx";
import classes from "./process-tree.module.css";
import { useProcessTree } from "./use-process-tree.ts";

interface ProcessTreeProps {
  readonly ancestors: readonly ProcessNode[];
  /** The alert's process. */
  readonly subject: string;
  /** What it is the process of. */
  readonly subjectWord?: string;
}

/** The chain as a tree one can walk with the arrows (ARIA APG, tree view): right opens, left closes, Home and End jump. */
export function ProcessTree({ ancestors, subject, subjectWord = "this alert" }: ProcessTreeProps) {
  const { rows, expand, collapse, loadChildren } = useProcessTree(ancestors);
  const [active, setActive] = useState(subject);
  const tree = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const idOf = (node: ProcessNode) => `${prefix}${node.key}`;

  function focus(at: number) {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    if (!row) return;
    setActive(row.node.key);
    tree.current?.querySelector<HTMLElement>(`#${CSS.escape(idOf(row.node))}`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.findIndex((row) => row.node.key === active);
    const row = rows[at];
    if (!row) return;
    const moves: { readonly [key: string]: () => void } = {
      ArrowDown: () => focus(at + 1),
      ArrowUp: () => focus(at - 1),
      Home: () => focus(0),
      End: () => focus(rows.length - 1),
      ArrowRight: () => (row.expanded === true ? focus(at + 1) : row.expanded === false && expand(row.node)),
      ArrowLeft: () =>
        row.expanded === true ? collapse(row.node) : row.parent && focus(rows.findIndex((each) => each.node.key === row.parent?.key)),
      " ": () => (row.expanded === true ? collapse(row.node) : row.expanded === false && expand(row.node)),
      Enter: () => void loadChildren(row.node),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  return (
    <div role="tree" aria-label="Process chain" ref={tree} className={classes.tree} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <ProcessRow
          key={row.node.key}
          id={idOf(row.node)}
          row={row}
          subject={row.node.key === subject}
          subjectWord={subjectWord}
          reachable={row.node.key === active || (row.level === 1 && !rows.some((each) => each.node.key === active))}
          onFocus={() => setActive(row.node.key)}
          onToggle={() => (row.expanded === true ? collapse(row.node) : expand(row.node))}
          onLoad={() => void loadChildren(row.node)}
        />
      ))}
    </div>
  );
}
