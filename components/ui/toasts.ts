import type { ReactNode } from "react";

/** `bad`: something did not work. It is read out at once and stays until somebody dismisses it. */
export type ToastTone = "plain" | "good" | "bad";

export interface Toast {
  readonly id: string;
  readonly tone: ToastTone;
  readonly message: ReactNode;
  /** How long it is there; null: until dismissed. */
  readonly seconds: number | null;
}

interface ToastSpec {
  /** One with the same id is replaced; by it others can take it away. */
  readonly id?: string;
  readonly tone?: ToastTone;
  readonly message: ReactNode;
  /** 8 unless told otherwise. */
  readonly seconds?: number;
}

let all: readonly Toast[] = [];
let count = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  all = next;
  for (const listener of listeners) listener();
}

/** What the console says in passing. One list a tab: it outlives the page that said it. */
export const toasts = {
  /** Returns its id. */
  show: ({ id = `toast-${++count}`, tone = "plain", message, seconds = 8 }: ToastSpec): string => {
    change([...all.filter((toast) => toast.id !== id), { id, tone, message, seconds: tone === "bad" ? null : seconds }]);
    return id;
  },
  hide: (id: string): void => change(all.filter((toast) => toast.id !== id)),
  list: (): readonly Toast[] => all,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
