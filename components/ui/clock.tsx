"use client";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";

interface Times {
  /** The server's time when it rendered. */
  readonly start: number;
  readonly now: number;
}

const TimesContext = createContext<Times>({ start: 0, now: 0 });

/** One timer for every age on the page. */
export function Clock({ start, children }: { readonly start: number; readonly children: ReactNode }) {
  const [times, setTimes] = useState<Times>({ start, now: start });
  useEffect(() => {
    const tick = () => setTimes((before) => ({ ...before, now: Date.now() }));
    tick();
    const timer = setInterval(tick, 30_000);
    return () => clearInterval(timer);
  }, []);
  return <TimesContext value={times}>{children}</TimesContext>;
}

const never = () => () => undefined;

/**
 * The time to reckon ages from. While a part of the page is being taken over from the server, which for a streamed part is
 * long after the rest, it is the server's time and `local` is false: nothing may differ from what the server wrote.
 */
export function useNow(): { readonly now: number; readonly local: boolean } {
  const { start, now } = useContext(TimesContext);
  const local = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return { now: local ? now : start, local };
}
