"use client";
import { MantineProvider } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { Clock } from "./clock.tsx";
import type { Scheme } from "./preferences.tsx";
import { schemeManager } from "./scheme-manager.ts";
import { Shortcuts } from "./shortcuts.tsx";
import { theme, variables } from "./theme.ts";
import { ToastList } from "./toast-list.tsx";

interface UiProviderProps {
  readonly scheme: Scheme;
  /** Whether single-letter keys act. */
  readonly keys: boolean;
  /** The server's time in milliseconds, so that both sides render the same ages. */
  readonly now: number;
  readonly children: ReactNode;
}

/** What every page needs around it: theme, toasts, one clock, one keyboard listener. */
export function UiProvider({ scheme, keys, now, children }: UiProviderProps) {
  const manager = useMemo(() => schemeManager(scheme), [scheme]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme={scheme} colorSchemeManager={manager}>
      <Clock start={now}>
        <Shortcuts enabled={keys}>{children}</Shortcuts>
      </Clock>
      <ToastList />
    </MantineProvider>
  );
}
