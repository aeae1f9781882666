"use client";
import { type FocusEvent, type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { type Shortcut, useShortcuts } from "../ui/shortcuts.tsx";

interface Selecting {
  readonly toggle: (id: string, to?: boolean) => void;
  readonly all: () => void;
  readonly clear: () => void;
}

/** What in a row can be moved to with the left and right arrows. */
const STOPS = "a:not([data-aside]), button, input";

/** Movement in a grid: one row is reachable by Tab, the arrows and letters do the rest. */
export function useRowKeys(ids: readonly string[], selecting: Selecting | undefined) {
  const table = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const reachable = current !== null && ids.includes(current) ? current : (ids[0] ?? null);

  const rowOf = useCallback((id: string) => table.current?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`), []);

  /** Moves to the row `step` further; from outside the table to the row that was left, or the first. */
  const move = useCallback(
    (step: number): string | null => {
      const inside = table.current?.contains(document.activeElement) === true && current !== null;
      const from = current === null ? -1 : ids.indexOf(current);
      const to = ids[inside && from >= 0 ? Math.min(Math.max(from + step, 0), ids.length - 1) : Math.max(from, 0)];
      if (to === undefined) return null;
      const row = rowOf(to);
      (row?.querySelector<HTMLElement>("[data-opens]") ?? row?.querySelector<HTMLElement>(STOPS))?.focus();
      row?.scrollIntoView({ block: "nearest" });
      return to;
    },
    [current, ids, rowOf],
  );

  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const group = "In the table";
    const open = () =>
      rowOf(current ?? "")
        ?.querySelector<HTMLElement>("[data-opens]")
        ?.click();
    const moving: Shortcut[] = [
      { keys: "j", does: "Next row", group, run: () => move(1) },
      { keys: "k", does: "Previous row", group, run: () => move(-1) },
      { keys: "o", does: "Open the row (also Enter)", group, run: open },
    ];
    if (!selecting) return moving;
    const extend = (step: number) => {
      if (current) selecting.toggle(current, true);
      const to = move(step);
      if (to) selecting.toggle(to, true);
    };
    return [
      ...moving,
      { keys: "x", does: "Select the row", group, run: () => current !== null && ids.includes(current) && selecting.toggle(current) },
      { keys: "J", does: "Extend the selection down", group, run: () => extend(1) },
      { keys: "K", does: "Extend the selection up", group, run: () => extend(-1) },
      { keys: "* a", does: "Select every row of the page", group, run: selecting.all },
      { keys: "* n", does: "Select none", group, run: selecting.clear },
    ];
  }, [current, ids, move, rowOf, selecting]);
  useShortcuts(shortcuts);

  function onFocus(event: FocusEvent<HTMLElement>) {
    const id = event.target.closest("tr")?.dataset.row;
    if (id !== undefined) setCurrent(id);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-row]") : null;
    if (!row || (step === undefined && aside === undefined)) return;
    event.preventDefault();
    if (step !== undefined) move(step);
    if (aside === undefined) return;
    const stops = [...row.querySelectorAll<HTMLElement>(STOPS)];
    const here = stops.findIndex((stop) => stop.contains(document.activeElement));
    stops[here + aside]?.focus();
  }

  return { table, reachable, onFocus, onKeyDown };
}
