import { useCallback, useEffect, useRef, useState } from "react";
import type { ChosenFile } from "../ui/dropped-files.ts";
import { sendFile, type Upload, type UploadState } from "./upload.ts";

/** Two at a time: the line stays full, and a long file does not hold up a short one. */
const AT_ONCE = 2;

export interface Uploads {
  readonly list: readonly Upload[];
  readonly add: (files: readonly ChosenFile[]) => void;
  readonly cancel: (key: number) => void;
  /** Takes the ended ones off the list. */
  readonly clear: () => void;
}

const isEnded = ({ state }: Upload): boolean => state.kind !== "waiting" && state.kind !== "sending";

/** The files on their way to the server; `onSent` runs after each that arrived. */
export function useUploads(onSent: () => void): Uploads {
  const [list, setList] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const nextKey = useRef(1);

  const update = useCallback((key: number, state: UploadState) => {
    setList((uploads) => uploads.map((upload) => (upload.key === key ? { ...upload, state } : upload)));
  }, []);

  useEffect(() => {
    for (const upload of list) {
      if (running.current.size >= AT_ONCE) return;
      if (upload.state.kind !== "waiting" || running.current.has(upload.key)) continue;
      const controller = new AbortController();
      running.current.set(upload.key, controller);
      update(upload.key, { kind: "sending", sent: 0 });
      void sendFile(upload, (sent) => update(upload.key, { kind: "sending", sent }), controller.signal).then((state) => {
        running.current.delete(upload.key);
        update(upload.key, state);
        if (state.kind === "sent") onSent();
      });
    }
  }, [list, update, onSent]);

  // Leaving in the middle would lose what was sent so far; the browser asks first.
  const busy = list.some((upload) => !isEnded(upload));
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [busy]);

  const add = useCallback((files: readonly ChosenFile[]) => {
    const added = files.map(({ path, file }): Upload => ({ key: nextKey.current++, name: path, file, state: { kind: "waiting" } }));
    setList((uploads) => [...uploads, ...added]);
  }, []);
  const cancel = useCallback(
    (key: number) => {
      const controller = running.current.get(key);
      if (controller) controller.abort();
      else update(key, { kind: "cancelled" });
    },
    [update],
  );
  const clear = useCallback(() => setList((uploads) => uploads.filter((upload) => !isEnded(upload))), []);
  return { list, add, cancel, clear };
}
