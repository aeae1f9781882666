"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

interface Now {
  readonly now: number;
  /** False while the server's rendering is being taken over: nothing may differ from it. */
  readonly local: boolean;
}

const NowContext = createContext<Now>({ now: 0, local: false });

/** One timer for every age on the page. */
export function Clock({ start, children }: { readonly start: number; readonly children: ReactNode }) {
  const [now, setNow] = useState<Now>({ now: start, local: false });
  useEffect(() => {
    const tick = () => setNow({ now: Date.now(), local: true });
    tick();
    const timer = setInterval(tick, 30_000);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

export function useNow(): Now {
  return useContext(NowContext);
}
