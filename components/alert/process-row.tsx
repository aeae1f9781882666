"use client";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { deltaText } from "../ui/relative-time.ts";
import { LinkBadge } from "./link-badge.tsx";
import classes from "./process-tree.module.css";
import type { TreeRow } from "./tree-rows.ts";

interface ProcessRowProps {
  readonly id: string;
  readonly row: TreeRow;
  /** The process the tree is about, and whose it is. */
  readonly subject: boolean;
  readonly subjectWord: string;
  readonly reachable: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  readonly onLoad: () => void;
}

/** Deeper than this the indentation stops growing: a chain of 64 must still fit. */
const DEEPEST_INDENT = 12;

export function ProcessRow({ id, row, subject, subjectWord, reachable, onFocus, onToggle, onLoad }: ProcessRowProps) {
  const { node, level, expanded, children, parent } = row;
  const hidden = node.childCount - (children?.state === "loaded" ? children.nodes.length : row.onChain && expanded === true ? 1 : 0);
  const unasked = children === null && node.childCount > 0 && hidden > 0 && expanded === true;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={expanded ?? undefined}
      aria-selected={subject}
      tabIndex={reachable ? 0 : -1}
      className={classes.row}
      data-subject={subject}
      style={{ paddingInlineStart: Math.min(level - 1, DEEPEST_INDENT) * 16 }}
      onFocus={onFocus}
      onClick={(event) => event.currentTarget.focus()}
    >
      <button type="button" tabIndex={-1} aria-hidden className={classes.toggle} hidden={expanded === null} onClick={onToggle}>
        {expanded === true ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
      </button>
      <div className={classes.body}>
        <div className={classes.line}>
          <strong className={classes.name}>
            <PlainText text={node.name ?? node.executable ?? "unknown process"} />
          </strong>
          {node.pid !== null && <span className={classes.dim}>pid {node.pid}</span>}
          {subject && <span className={classes.subject}>{subjectWord}</span>}
          <LinkBadge node={node} root={level === 1} />
          {node.user !== null && node.user !== parent?.user && <span>{node.user}</span>}
          {node.integrity !== null && node.integrity !== parent?.integrity && (
            <span className={classes.dim}>{node.integrity} integrity</span>
          )}
          <Started row={row} />
          <Counts row={row} />
        </div>
        {node.commandLine !== null && node.commandLine !== node.executable && (
          <div className={classes.command}>
            <PlainText text={node.commandLine} />
          </div>
        )}
        {node.commandLine === null && node.executable !== null && (
          <div className={classes.command}>
            <PlainText text={node.executable} />
          </div>
        )}
        {unasked && (
          <button type="button" tabIndex={-1} className={classes.more} onClick={onLoad}>
            {hidden === 1 ? "1 more child" : `${hidden} more children`} (Enter)
          </button>
        )}
        <span role="status" className={classes.dim}>
          {children?.state === "loading" && "Loading its children…"}
          {children?.state === "failed" && "Its children could not be loaded. Press Enter to try again."}
          {children?.state === "loaded" &&
            children.more &&
            `Only the first ${children.nodes.length} of ${node.childCount} children are shown.`}
          {children?.state === "loaded" && children.nodes.length === 0 && "No children are in the data."}
        </span>
      </div>
    </div>
  );
}

/** When it started, and how long after its parent. */
function Started({ row: { node, parent } }: { readonly row: TreeRow }) {
  if (node.startedAt === null) return <span className={classes.dim}>start not recorded</span>;
  const after = parent?.startedAt ? Date.parse(node.startedAt) - Date.parse(parent.startedAt) : null;
  return (
    <span className={classes.dim}>
      <Instant at={node.startedAt} show="full" />
      {after !== null && <span title="After the start of its parent"> {deltaText(after)}</span>}
    </span>
  );
}

function Counts({ row: { node } }: { readonly row: TreeRow }) {
  const counts = [
    [node.childCount, "child", "children"],
    [node.connectionCount, "connection", "connections"],
    [node.alertCount, "alert", "alerts"],
  ] as const;
  const text = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`);
  return text.length === 0 ? null : <span className={classes.dim}>{text.join(", ")}</span>;
}
