"use client";
import { IconCopy, IconFilterMinus, IconFilterPlus } from "@tabler/icons-react";
import { type RefObject, useImperativeHandle, useState } from "react";
import classes from "./hover-strip.module.css";

export interface Hovered {
  readonly row: number;
  readonly column: number;
  /** Where the cell's right end is, inside the table's frame. */
  readonly top: number;
  readonly right: number;
}

interface HoverStripProps {
  readonly handle: RefObject<((hovered: Hovered | null) => void) | null>;
  readonly canFilter: (column: number) => boolean;
  readonly onFilter: (hovered: Hovered, keeps: boolean) => void;
  readonly onCopy: (hovered: Hovered) => void;
}

/** Three buttons over the cell under the mouse. The keyboard has `+`, `-` and `c` for them. */
export function HoverStrip({ handle, canFilter, onFilter, onCopy }: HoverStripProps) {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  useImperativeHandle(handle, () => setHovered);
  if (!hovered) return null;
  return (
    <div className={classes.strip} style={{ top: hovered.top, left: hovered.right }} aria-hidden>
      {canFilter(hovered.column) && (
        <>
          <button type="button" tabIndex={-1} title="Keep only rows with this value (+)" onClick={() => onFilter(hovered, true)}>
            <IconFilterPlus size={14} />
          </button>
          <button type="button" tabIndex={-1} title="Leave out rows with this value (-)" onClick={() => onFilter(hovered, false)}>
            <IconFilterMinus size={14} />
          </button>
        </>
      )}
      <button type="button" tabIndex={-1} title="Copy (c)" onClick={() => onCopy(hovered)}>
        <IconCopy size={14} />
      </button>
    </div>
  );
}
