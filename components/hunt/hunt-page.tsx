"use client";
import { Button } from "@mantine/core";
import { IconCalendarTime, IconDeviceFloppy, IconLayoutSidebar, IconShare } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SavedQuery } from "#features/hunt/saved/types";
import { useShortcuts } from "../ui/shortcuts.tsx";
import type { EditorHandle } from "./editor/code-editor.tsx";
import { newKnowledge } from "./editor/knowledge.ts";
import classes from "./hunt-page.module.css";
import { Examples } from "./query/examples.tsx";
import { HuntStatus } from "./query/hunt-status.tsx";
import { RunBar } from "./query/run-bar.tsx";
import type { SharedText } from "./query/share-link.tsx";
import { isRunning, useHunt } from "./query/use-hunt.ts";
import { useQuery } from "./query/use-query.ts";
import { withQuery } from "./side/query-list.ts";
import type { SideTab } from "./side/side-panel.tsx";

const CodeEditor = dynamic(() => import("./editor/code-editor.tsx").then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <p className={classes.loading}>Fetching the editor…</p>,
});

// Fetched when somebody asks for them: their tables and fields weigh more than the page.
const ResultView = dynamic(() => import("./result/result-view.tsx").then((module) => module.ResultView), { ssr: false });
const SaveDialog = dynamic(() => import("./query/save-dialog.tsx").then((module) => module.SaveDialog), { ssr: false });
const ScheduleDialog = dynamic(() => import("./schedule/schedule-dialog.tsx").then((module) => module.ScheduleDialog), { ssr: false });
const SidePanel = dynamic(() => import("./side/side-panel.tsx").then((module) => module.SidePanel), { ssr: false });

export interface HuntPageProps {
  /** A query an address carried; it is shown and never run by itself. */
  readonly shared: (SharedText & { readonly now: string | null }) | null;
  readonly saved: SavedQuery | null;
  /** A hunt to open again. */
  readonly huntId: string | null;
  readonly queries: readonly SavedQuery[];
  /** When the newest stored event happened, ISO 8601. */
  readonly newest: string | null;
  readonly user: string;
  /** Something in the address that could not be opened. */
  readonly note: string | null;
}

/** Ask the store a question, look at the answer, keep the question. */
export function HuntPage(props: HuntPageProps) {
  const { newest } = props;
  const [queries, setQueries] = useState(props.queries);
  const knowledge = useMemo(() => newKnowledge(), []);
  const editor = useRef<EditorHandle>(null);
  const run = useHunt(props.huntId);
  const query = useQuery({ shared: props.shared, saved: props.saved, queries, editor, hunt: run.hunt });
  const [side, setSide] = useState<SideTab | null>(null);
  const [dialog, setDialog] = useState<{ readonly kind: "save"; readonly saved: SavedQuery | null } | { readonly kind: "schedule" } | null>(
    null,
  );
  const running = run.isStarting || isRunning(run.hunt);
  const { ask } = query;

  const start = useCallback(
    async (changes: { readonly text?: string; readonly now?: string; readonly range?: string } = {}) => {
      const question = ask(changes);
      if (question === null) return;
      const id = await run.start(question);
      if (id !== null) window.history.replaceState(null, "", `/hunt?hunt=${id}`);
    },
    [ask, run.start],
  );

  useRunKeys({ running, onRun: start, onCancel: run.cancel });
  useShortcuts(
    useMemo(() => {
      const group = "Hunt";
      return [
        { keys: "e", does: "Write the query", group, run: () => editor.current?.focus() },
        { keys: "r", does: "Run the query (also Ctrl+Enter; Escape twice cancels)", group, run: () => void start() },
        { keys: "s", does: "Save the query", group, run: () => setDialog({ kind: "save", saved: query.saved }) },
        {
          keys: "b",
          does: "Show or hide tables, saved queries and history",
          group,
          run: () => setSide((open) => (open === null ? "tables" : null)),
        },
      ];
    }, [start, query.saved]),
  );

  function open(id: string) {
    run.open(id);
    window.history.replaceState(null, "", `/hunt?hunt=${id}`);
  }

  return (
    <div className={classes.page}>
      <RunBar
        language={query.language}
        range={query.range}
        now={query.now}
        newest={newest}
        isRunning={running}
        canRun={query.text.trim() !== ""}
        onLanguage={query.setLanguage}
        onRange={query.setRange}
        onNow={query.setNow}
        onRun={() => void start()}
        onCancel={run.cancel}
      >
        <Button
          variant="default"
          leftSection={<IconDeviceFloppy size={14} aria-hidden />}
          disabled={query.text.trim() === ""}
          onClick={() => setDialog({ kind: "save", saved: query.saved })}
        >
          Save
        </Button>
        <Button
          variant="default"
          leftSection={<IconShare size={14} aria-hidden />}
          disabled={query.text.trim() === ""}
          onClick={() => void query.share(run.hunt)}
        >
          Share
        </Button>
        <Button
          variant="default"
          leftSection={<IconCalendarTime size={14} aria-hidden />}
          disabled={query.text.trim() === ""}
          onClick={() => setDialog({ kind: "schedule" })}
        >
          Schedule
        </Button>
        <Button
          variant="default"
          leftSection={<IconLayoutSidebar size={14} aria-hidden />}
          aria-expanded={side !== null}
          onClick={() => setSide(side === null ? "tables" : null)}
        >
          Tables and queries
        </Button>
      </RunBar>
      <div className={classes.columns}>
        {side !== null && (
          <SidePanel
            tab={side}
            queries={queries}
            current={query.saved?.id ?? null}
            knowledge={knowledge}
            turn={`${run.hunt?.id} ${run.hunt?.status}`}
            onTab={setSide}
            onClose={() => setSide(null)}
            onInsert={(text) => editor.current?.insert(text)}
            onQuery={query.load}
            onQueries={setQueries}
            onEdit={(saved) => {
              query.load(saved);
              setDialog({ kind: "save", saved });
            }}
            onHunt={open}
          />
        )}
        <div className={classes.main}>
          {query.saved && (
            <p className={classes.savedAs}>
              {query.saved.name}
              {query.saved.text !== query.text.trim() && <span className={classes.dim}> · changed since it was saved</span>}
              {!query.saved.isMine && <span className={classes.dim}> · by {query.saved.ownerName}</span>}
            </p>
          )}
          {props.note !== null && <p className={classes.savedAs}>{props.note}</p>}
          <div className={classes.editor}>
            <CodeEditor
              initial={query.text}
              language={query.language}
              knowledge={knowledge}
              handle={editor}
              onChange={query.onText}
              onRun={() => void start()}
            />
          </div>
          <HuntStatus
            hunt={run.hunt}
            isStarting={run.isStarting}
            refusal={run.refusal}
            newest={newest}
            onGoTo={(line, column) => editor.current?.goTo(line, column)}
            onRun={() => void start()}
            onAsOf={(now) => void start({ now })}
          />
          {run.hunt === null && !run.isStarting ? (
            <Examples language={query.language} onPick={(text) => editor.current?.replace(text)} />
          ) : (
            run.hunt && <ResultView key={run.hunt.id} hunt={run.hunt} run={run} actions={query.cellActions(run.hunt, start)} />
          )}
        </div>
      </div>
      {dialog?.kind === "save" && (
        <SaveDialog
          saved={dialog.saved?.isMine ? dialog.saved : null}
          language={query.language}
          text={query.text}
          range={query.range}
          known={query.known}
          onSaved={(saved) => {
            query.onSaved(saved);
            setQueries((before) => withQuery(before, saved));
            setDialog(null);
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog?.kind === "schedule" && (
        <ScheduleDialog
          language={query.language}
          query={query.text}
          columns={run.hunt?.columns ?? null}
          name={query.saved?.name ?? ""}
          description={query.saved?.description ?? ""}
          author={props.user}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}

/** Ctrl+Enter runs from anywhere on the page; Escape twice within a second cancels. */
function useRunKeys({
  running,
  onRun,
  onCancel,
}: {
  readonly running: boolean;
  readonly onRun: () => Promise<void>;
  readonly onCancel: () => void;
}) {
  // Outlives the effect: between two presses the hunt may get its id.
  const escaped = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inDialog = event.target instanceof Element && event.target.closest("[role=dialog]") !== null;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && !inDialog) {
        event.preventDefault();
        void onRun();
      }
      if (event.key !== "Escape" || !running || inDialog) return;
      if (event.timeStamp - escaped.current < 1000) onCancel();
      escaped.current = event.timeStamp;
    };
    window.addEventListener("keydown", onKey, { capture: false });
    return () => window.removeEventListener("keydown", onKey);
  }, [running, onRun, onCancel]);
}
