import type { ComponentProps, CSSProperties, ReactNode } from "react";
import classes from "./table.module.css";

interface TableProps extends ComponentProps<"table"> {
  /** Blank above and below the text of a cell, in px. */
  readonly verticalSpacing?: number;
  readonly fz?: "xs";
  readonly highlightOnHover?: boolean;
}

/** A table of HTML. Mantine's own is 26 kB on the wire: it brings what makes things float, for a scroll bar. */
export function Table({ verticalSpacing, fz, highlightOnHover, ...rest }: TableProps) {
  const blank: CSSProperties & { readonly "--cell-blank"?: string } =
    verticalSpacing === undefined ? {} : { "--cell-blank": `${verticalSpacing}px` };
  return <table {...rest} className={classes.table} data-small={fz && ""} data-hover={highlightOnHover ? "" : undefined} style={blank} />;
}

interface TableScrollProps {
  /** Narrower than this, in px, the table scrolls sideways. */
  readonly minWidth: number;
  /** Higher than this, in px, it scrolls within. */
  readonly mah?: number;
  readonly children: ReactNode;
}

export function TableScroll({ minWidth, mah, children }: TableScrollProps) {
  return (
    <div className={classes.scroll} data-high={mah && ""} style={mah === undefined ? undefined : { maxHeight: mah }}>
      <div style={{ minWidth }}>{children}</div>
    </div>
  );
}

interface CellProps {
  readonly ta?: "end" | undefined;
  /** Width, most and least, in px. */
  readonly w?: number | undefined;
  readonly maw?: number | undefined;
  readonly miw?: number | undefined;
  readonly fz?: "xs" | undefined;
}

const sizes = ({ w, maw, miw, fz }: CellProps): CSSProperties => ({
  width: w,
  maxWidth: maw,
  minWidth: miw,
  fontSize: fz && "var(--mantine-font-size-xs)",
});

export function Th({ ta, w, maw, miw, fz, style, ...rest }: CellProps & ComponentProps<"th">) {
  return <th {...rest} data-end={ta && ""} style={{ ...sizes({ w, maw, miw, fz }), ...style }} />;
}

export function Td({ ta, w, maw, miw, fz, style, ...rest }: CellProps & ComponentProps<"td">) {
  return <td {...rest} data-end={ta && ""} style={{ ...sizes({ w, maw, miw, fz }), ...style }} />;
}
