"use client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { NOTHING_PRESSED, press } from "./key-sequence.ts";
import { KEYS_COOKIE, writeCookie } from "./preferences.tsx";

export interface Shortcut {
  /** As `KeyboardEvent.key`, blanks between the keys of a sequence: `f`, `g q`, `?`. */
  readonly keys: string;
  /** What it does, as the cheat sheet says it. */
  readonly does: string;
  readonly group: string;
  readonly run: () => void;
}

interface Registry {
  readonly register: (source: () => readonly Shortcut[]) => () => void;
  /** What acts on this page now, the latest registered first. */
  readonly list: () => readonly Shortcut[];
  readonly enabled: boolean;
  readonly setEnabled: (enabled: boolean) => void;
}

const RegistryContext = createContext<Registry | null>(null);

/** One keyboard listener. Keys act outside inputs and dialogs only; a later registration wins over an earlier one. */
export function Shortcuts({ enabled: initially, children }: { readonly enabled: boolean; readonly children: ReactNode }) {
  const registered = useRef(new Set<() => readonly Shortcut[]>());
  const [enabled, setEnabled] = useState(initially);
  const list = useCallback(() => [...registered.current].reverse().flatMap((source) => source()), []);
  const registry = useMemo<Registry>(
    () => ({
      register: (source) => {
        registered.current.add(source);
        return () => registered.current.delete(source);
      },
      list,
      enabled,
      setEnabled: (on) => {
        writeCookie(KEYS_COOKIE, on ? "on" : "off");
        setEnabled(on);
      },
    }),
    [enabled, list],
  );

  useEffect(() => {
    if (!enabled) return;
    let pressed = NOTHING_PRESSED;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isBusy(event.target)) return;
      const shortcuts = list();
      const result = press(pressed, event.key, event.timeStamp, [...new Set(shortcuts.map((shortcut) => shortcut.keys))]);
      pressed = result.pressed;
      const hit = shortcuts.find((shortcut) => shortcut.keys === result.hit);
      if (!hit) return;
      event.preventDefault();
      hit.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled, list]);

  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** Typing, choosing in a menu or answering a dialog is not a command. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox" && target.type !== "radio";
  return target.closest("textarea, select, [role=dialog], [role=menu], [role=listbox]") !== null;
}

export function useShortcutRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error("outside <Shortcuts>");
  return registry;
}

/** Binds keys while the component is on the page: from the very commit that shows it, because what is seen is pressed. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const { register } = useShortcutRegistry();
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useLayoutEffect(() => register(() => latest.current), [register]);
}
