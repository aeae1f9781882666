/** The alert whose row has the focus. */
export function focusedRow(): string | null {
  return document.activeElement?.closest<HTMLElement>("tr[data-row]")?.dataset.row ?? null;
}

/** Moves on to the first row after the last of these that is not one of them, if the focus is in one of them. */
export function focusRowAfter(ids: readonly string[]): void {
  const leaving = new Set(ids);
  const row = document.activeElement?.closest<HTMLElement>("tr[data-row]");
  if (!row || !leaving.has(row.dataset.row ?? "")) return;
  const next = follow(row, leaving, "nextElementSibling") ?? follow(row, leaving, "previousElementSibling");
  next?.querySelector<HTMLElement>("[data-opens]")?.focus();
}

function follow(row: HTMLElement, leaving: ReadonlySet<string>, way: "nextElementSibling" | "previousElementSibling"): Element | null {
  let found: Element | null = row[way];
  while (found instanceof HTMLElement && leaving.has(found.dataset.row ?? "")) found = found[way];
  return found;
}

/** The value of the queue that has the focus, as `data-filter` says it; on the row's own link there is none. */
export function focusedFilter(): string | null {
  return document.activeElement?.closest<HTMLElement>("[data-filter]")?.dataset.filter ?? null;
}
