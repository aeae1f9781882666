import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SavedQuery } from "#features/hunt/saved/types";
import type { HuntLanguage, StartHunt } from "#features/hunt/schema";
import type { HuntDetail } from "#features/hunt/types";
import { copyText } from "../../ui/copy-text.ts";
import { toasts } from "../../ui/toasts.ts";
import type { EditorHandle } from "../editor/code-editor.tsx";
import type { CellActions } from "../result/cell-actions.ts";
import { addToQuery } from "./add-to-query.ts";
import { packQuery, type SharedText } from "./share-link.tsx";
import { boundsOf } from "./time-range.ts";

interface QueryStart {
  readonly shared: (SharedText & { readonly now: string | null }) | null;
  readonly saved: SavedQuery | null;
  readonly queries: readonly SavedQuery[];
  readonly editor: RefObject<EditorHandle | null>;
  /** A hunt that was opened brings its text with it. */
  readonly hunt: HuntDetail | null;
}

interface Asked {
  readonly text?: string;
  readonly now?: string;
  readonly range?: string;
}

/** The question being written: its text, language and time, and where it came from. */
export function useQuery({ shared, saved: initial, queries, editor, hunt }: QueryStart) {
  const [text, setText] = useState(shared?.text ?? initial?.text ?? "");
  const [language, setLanguage] = useState<HuntLanguage>(shared?.language ?? initial?.language ?? "kql");
  const [range, setRange] = useState(shared?.range ?? initial?.range ?? "all");
  const [now, setNow] = useState<string | null>(shared?.now ?? null);
  const [saved, setSaved] = useState<SavedQuery | null>(initial);
  const latest = useRef({ text, language, range, now });
  latest.current = { text, language, range, now };

  const replace = useCallback(
    (next: string) => {
      setText(next);
      editor.current?.replace(next);
    },
    [editor],
  );

  // A hunt opened by its address or from the history shows what was asked; one's own run shows it already.
  const shownHunt = useRef<string | null>(null);
  useEffect(() => {
    if (!hunt || shownHunt.current === hunt.id) return;
    shownHunt.current = hunt.id;
    if (hunt.text === latest.current.text.trim() && hunt.language === latest.current.language) return;
    setLanguage(hunt.language);
    replace(hunt.text);
    setRange(hunt.from !== null && hunt.to !== null ? `${hunt.from}/${hunt.to}` : "all");
    setSaved(null);
  }, [hunt, replace]);

  const ask = useCallback((changes: Asked): StartHunt | null => {
    const asked = { ...latest.current, ...changes };
    if (asked.text.trim() === "") return null;
    if (changes.now !== undefined) setNow(changes.now);
    const bounds = boundsOf(asked.range, asked.now === null ? Date.now() : Date.parse(asked.now));
    return { language: asked.language, text: asked.text, ...bounds, ...(asked.now !== null && { now: asked.now }) };
  }, []);

  const load = useCallback(
    (query: SavedQuery) => {
      setLanguage(query.language);
      setRange(query.range);
      replace(query.text);
      setSaved(query);
      window.history.replaceState(null, "", `/hunt?saved=${query.id}`);
    },
    [replace],
  );

  const known = useMemo(
    () => ({
      folders: [...new Set(queries.map(({ folder }) => folder).filter((folder) => folder !== ""))],
      tags: [...new Set(queries.flatMap(({ tags }) => tags))],
    }),
    [queries],
  );

  function onSaved(query: SavedQuery) {
    setSaved(query);
    window.history.replaceState(null, "", `/hunt?saved=${query.id}`);
    toasts.show({ tone: "good", message: `Saved “${query.name}”.` });
  }

  /** The shortest address that shows this: of a hunt with its result, of a saved query, or with the text itself. */
  async function share(current: HuntDetail | null): Promise<void> {
    const asked = current !== null && current.text === text.trim() && current.language === language;
    const isSaved = saved?.isShared === true && saved.text === text.trim();
    const search = asked ? `hunt=${current.id}` : isSaved ? `saved=${saved.id}` : `q=${await packQuery({ language, text, range })}`;
    const address = `${window.location.origin}/hunt?${search}`;
    const done = await copyText(address);
    window.history.replaceState(null, "", `/hunt?${search}`);
    const what = asked ? "The query and its result" : "The query";
    toasts.show(
      done
        ? { tone: "good", message: `${what}: the address is on the clipboard, for anybody who can sign in.` }
        : { message: `${what} can be opened from this page's address; the browser did not allow copying it.` },
    );
  }

  function cellActions(of: HuntDetail, start: (changes: Asked) => Promise<void>): CellActions {
    const changed = of.text !== text.trim() || of.language !== language;
    return {
      refusal: (column) => {
        if (changed) return "The query was changed since this result: run it first.";
        const probe = addToQuery(language, text, column, null, true);
        return probe.ok ? null : probe.reason;
      },
      filter: (column, value, keeps) => {
        const added = addToQuery(language, text, column, value, keeps);
        if (!added.ok) return;
        replace(added.text);
        void start({ text: added.text });
      },
    };
  }

  return {
    text,
    language,
    range,
    now,
    saved,
    known,
    onText: setText,
    setLanguage,
    setRange,
    setNow,
    ask,
    load,
    onSaved,
    share,
    cellActions,
  };
}
