import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  type RowData,
  rowSelectionFeature,
  tableFeatures,
} from "@tanstack/react-table";

/** What the wrapper knows of a column beyond what TanStack does. */
export interface ColumnFacts {
  /** Name in the column menu; the header's text may be shorter. */
  readonly label: string;
  /** The sort key in the URL; absent: the table cannot be sorted by it. */
  readonly sort?: string;
  readonly align?: "end";
  /** The column that opens the row: its cell becomes the row's link and its header for assistive technology. */
  readonly opens?: boolean;
  /** Always shown. */
  readonly fixed?: boolean;
}

export interface Sort {
  readonly key: string;
  readonly direction: "asc" | "desc";
}

/** Filtering, sorting and paging happen in the database; the table arranges columns and keeps the selection. */
export const features = tableFeatures({
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  columnMeta: {} as ColumnFacts,
});
export type Features = typeof features;

/** A typed column helper for one kind of row. Keep the columns it makes at module scope. */
export function columnsFor<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}
