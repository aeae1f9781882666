"use client";
import type { ColumnSizingState, ColumnVisibilityState, Updater } from "@tanstack/react-table";
import { useState } from "react";
import { writeCookie } from "../ui/preferences.tsx";
import { type ColumnPreferences, columnCookie } from "./column-preferences.tsx";

function next<T>(updater: Updater<T>, before: T): T {
  return typeof updater === "function" ? (updater as (before: T) => T)(before) : updater;
}

/** Which columns are shown and how wide, remembered for the next visit. */
export function useArrangement(table: string, initial: ColumnPreferences) {
  const [visibility, setVisibility] = useState<ColumnVisibilityState>(() => Object.fromEntries(initial.hidden.map((id) => [id, false])));
  const [sizing, setSizing] = useState<ColumnSizingState>({ ...initial.widths });

  function remember(shown: ColumnVisibilityState, widths: ColumnSizingState) {
    setVisibility(shown);
    setSizing(widths);
    const hidden = Object.keys(shown).filter((id) => shown[id] === false);
    writeCookie(columnCookie(table), JSON.stringify({ hidden, widths } satisfies ColumnPreferences));
  }

  return {
    visibility,
    sizing,
    onVisibility: (updater: Updater<ColumnVisibilityState>) => remember(next(updater, visibility), sizing),
    onSizing: (updater: Updater<ColumnSizingState>) => remember(visibility, next(updater, sizing)),
    reset: () => remember({}, {}),
  };
}
