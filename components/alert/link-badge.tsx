import type { LinkKind, ProcessNode } from "#features/alert/types";
import classes from "./link-badge.module.css";

const LINK: { readonly [K in LinkKind]: { readonly shape: string; readonly word: string; readonly means: string } } = {
  exact: { shape: "●", word: "exact", means: "The event names its parent by an id that is never reused." },
  inferred: {
    shape: "◐",
    word: "inferred",
    means: "The parent was found by process id and time on this host; ids are reused, so it may be another process.",
  },
  missing: { shape: "○", word: "parent missing", means: "The parent is not in the data." },
};

/** How the link from a process to its parent is known: shape and word, explained in the tooltip. Of the root the panel's head says it. */
export function LinkBadge({ node, root }: { readonly node: ProcessNode; readonly root: boolean }) {
  const { shape, word, means } = LINK[node.parentLink];
  return (
    <>
      {!(root && node.parentLink === "missing") && (
        <span className={classes.badge} data-link={node.parentLink} title={means}>
          <span aria-hidden>{shape}</span> {word}
        </span>
      )}
      {node.stub && (
        <span
          className={classes.badge}
          data-link="stub"
          title="No start event of this process was seen: it is known from its children or from its own later events."
        >
          <span aria-hidden>◌</span> stub
        </span>
      )}
    </>
  );
}
