"use client";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import classes from "./toast-list.module.css";
import { type Toast, toasts } from "./toasts.ts";

/** More wait until one of these has gone. */
const AT_ONCE = 4;
const NONE: readonly Toast[] = [];

/** What the console says in passing, over the page. */
export function ToastList() {
  const all = useSyncExternalStore(toasts.subscribe, toasts.list, () => NONE);
  if (all.length === 0) return null;
  return (
    <section aria-label="Messages" className={classes.list}>
      {all.slice(0, AT_ONCE).map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

/** Its time does not run while somebody points at it or has the focus in it. */
function ToastLine({ toast: { id, tone, message, seconds } }: { readonly toast: Toast }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (seconds === null || isHeld) return;
    const timer = setTimeout(() => toasts.hide(id), seconds * 1000);
    return () => clearTimeout(timer);
  }, [id, seconds, isHeld]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by these; they only keep what is being read
    <div className={classes.toast} data-tone={tone} onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
      <div role={tone === "bad" ? "alert" : "status"} className={classes.message}>
        {message}
      </div>
      <button type="button" aria-label="Dismiss" className={classes.dismiss} onClick={() => toasts.hide(id)}>
        <IconX size={16} aria-hidden />
      </button>
    </div>
  );
}
