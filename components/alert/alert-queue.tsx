"use client";
import { Button, Kbd } from "@mantine/core";
import type { RowSelectionState } from "@tanstack/react-table";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useCallback, useEffect, useMemo, useOptimistic, useState, useTransition } from "react";
import { type LeftOut, readLeftOut } from "#features/alert/left-out/types";
import type { AlertQuery, Verdict } from "#features/alert/schema";
import type { AlertPage, AlertRow, QueueOptions } from "#features/alert/types";
import type { ColumnPreferences } from "../data-table/column-preferences.tsx";
import { DataTable } from "../data-table/data-table.tsx";
import { Pagination } from "../data-table/pagination.tsx";
import { useShortcuts } from "../ui/shortcuts.tsx";
import classes from "./alert-queue.module.css";
import { FilterChips } from "./filter-chips.tsx";
import { LeaveOut, QueryContext } from "./filter-value.tsx";
import { NewAlerts } from "./new-alerts.tsx";
import { queueColumns } from "./queue-columns.tsx";
import { focusedFilter, focusedRow, focusRowAfter } from "./queue-focus.ts";
import { QueueToolbar } from "./queue-toolbar.tsx";
import { leaveTrail } from "./queue-trail.ts";
import { changed, leavingOut, onlyWith, pageHref, queueHref, queueSearch } from "./queue-url.tsx";
import { StatusTabs } from "./status-tabs.tsx";
import { useTriage } from "./use-triage.tsx";
import { VerdictButtons } from "./verdict-buttons.tsx";

// A queue with rows in it has no use for what an empty one says.
const EmptyQueue = lazy(() => import("./empty-queue.tsx").then((module) => ({ default: module.EmptyQueue })));

interface AlertQueueProps {
  readonly page: AlertPage;
  readonly query: AlertQuery;
  readonly skip: number;
  readonly options: QueueOptions;
  readonly arrangement: ColumnPreferences;
  readonly hasData: boolean;
  /** Parameters of the address that were left out. */
  readonly ignored: readonly string[];
}

/** Rows a page; the first without being asked, the last is what one gesture judges at most. */
const PAGE_SIZES = [50, 100, 200] as const;

const sizesOf = (query: AlertQuery) =>
  PAGE_SIZES.map((size) => ({ size, href: queueHref(changed(query, { size })), isCurrent: size === query.size }));

type Change = { readonly ids: readonly string[]; readonly to: "take" | "release" | "reopen" | Verdict };

/** Only the status is shown before the server has said yes. */
function optimistic(rows: readonly AlertRow[], { ids, to }: Change): readonly AlertRow[] {
  return rows.map((row) => {
    if (!ids.includes(row.id)) return row;
    if (to === "take") return { ...row, status: "in_progress" };
    if (to === "release" || to === "reopen") return { ...row, status: "open", verdict: null };
    return { ...row, status: "closed", verdict: to };
  });
}

/** The queue: what is asked is in the address, what is marked is here. */
export function AlertQueue({ page, query, skip, options, arrangement, hasData, ignored }: AlertQueueProps) {
  const router = useRouter();
  const [loading, start] = useTransition();
  const [selected, setSelected] = useState<RowSelectionState>({});
  const [rows, change] = useOptimistic(page.rows, optimistic);
  const triage = useTriage(useCallback((ids: readonly string[], to: Change["to"]) => change({ ids, to }), [change]));
  const search = queueSearch(query, skip);
  const here = useMemo(() => new Set(page.rows.map((row) => row.id)), [page.rows]);
  const picked = useMemo(() => Object.keys(selected).filter((id) => selected[id] && here.has(id)), [selected, here]);

  useEffect(() => leaveTrail({ search, ids: page.rows.map((row) => row.id) }), [search, page.rows]);

  /** The selected alerts, or the one whose row has the focus. */
  const targets = useCallback((): readonly string[] => {
    if (picked.length > 0) return picked;
    const id = focusedRow();
    return id !== null && here.has(id) ? [id] : [];
  }, [picked, here]);

  const act = useCallback(
    (run: (ids: readonly string[]) => void) => {
      const ids = targets();
      // Where the eye goes next is decided when the key goes down, not when the server has answered.
      focusRowAfter(ids);
      run(ids);
      setSelected({});
    },
    [targets],
  );

  /** A verdict shows what it is for: the row one is on is selected before the reason is asked. */
  const begin = useCallback(() => {
    const ids = targets();
    setSelected(Object.fromEntries(ids.map((id) => [id, true])));
    return ids.length > 0;
  }, [targets]);
  const onVerdict = useCallback((verdict: Verdict, reason: string) => act((ids) => triage.judge(ids, verdict, reason)), [act, triage]);
  /** Of the row's own link it is the rule: what is too many of is, most often, one rule. */
  const focused = useCallback((): LeftOut | null => {
    const text = focusedFilter();
    if (text !== null) return readLeftOut(text);
    const row = page.rows.find(({ id }) => id === focusedRow());
    return row === undefined ? null : { key: "rule", value: row.ruleId };
  }, [page.rows]);
  const narrow = useCallback(
    (to: (query: AlertQuery, filter: LeftOut) => AlertQuery) => {
      const filter = focused();
      if (filter !== null) start(() => router.push(queueHref(to(query, filter))));
    },
    [focused, query, router],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: "i", does: "Show only the focused value, or the row's rule", group: "In the queue", run: () => narrow(onlyWith) },
        { keys: "I", does: "Leave out the focused value, or the row's rule", group: "In the queue", run: () => narrow(leavingOut) },
        { keys: "a", does: "Take the selected alerts, or the row's", group: "In the queue", run: () => act(triage.take) },
        { keys: "z", does: "Undo the last change", group: "In the queue", run: () => triage.undo() },
      ],
      [act, narrow, triage],
    ),
  );

  const go = (patch: Partial<AlertQuery>) => start(() => router.push(queueHref(changed(query, patch))));
  const rowHref = (row: AlertRow) => `/alerts/${row.id}${search === "" ? "" : `?from=${encodeURIComponent(search)}`}`;

  return (
    <QueryContext value={query}>
      <div className={classes.queue}>
        <div className={classes.head}>
          <h1 className="visually-hidden">Alerts</h1>
          <StatusTabs query={query} counts={page.statusCounts} />
          <NewAlerts query={query} counts={page.statusCounts} />
        </div>
        {ignored.length > 0 && (
          <p role="status" className={classes.notice}>
            Left out of the address, because it means nothing here: {ignored.join(", ")}.
          </p>
        )}
        <DataTable
          name="alerts"
          caption="Alerts"
          columns={queueColumns}
          rows={rows}
          rowId={(row) => row.id}
          rowHref={rowHref}
          rowLabel={(row) => `${row.ruleTitle} on ${row.host}`}
          rowAside={({ ruleId, ruleTitle }) => <LeaveOut filter={{ key: "rule", value: ruleId }} what={`rule ${ruleTitle}`} />}
          total={page.capped ? null : page.total}
          skip={skip}
          sort={{ key: query.sort, direction: query.direction }}
          sortHref={({ key, direction }) => queueHref(changed(query, { sort: sortOf(key), direction }))}
          arrangement={arrangement}
          selection={{ selected, onChange: setSelected }}
          stale={loading}
          toolbar={
            <>
              <QueueToolbar query={query} options={options} onChange={go} />
              <FilterChips query={query} rules={options.rules} />
            </>
          }
          empty={
            <Suspense>
              <EmptyQueue query={query} counts={page.statusCounts} hasData={hasData} />
            </Suspense>
          }
        />
        <div className={classes.foot}>
          <Pagination
            shown={page.rows.length}
            skip={skip}
            total={page.total}
            capped={page.capped}
            noun="alerts"
            previousHref={page.previous === null ? null : pageHref(query, page.previous, true, Math.max(0, skip - query.size))}
            nextHref={page.next === null ? null : pageHref(query, page.next, false, skip + page.rows.length)}
            sizes={page.total > PAGE_SIZES[0] ? sizesOf(query) : []}
          />
          <div className={classes.bulk} data-open={picked.length > 0}>
            <span role="status">{picked.length > 0 && `${picked.length} selected`}</span>
            {picked.length > 0 && (
              <>
                <Button variant="default" disabled={triage.busy} rightSection={<Kbd size="xs">a</Kbd>} onClick={() => act(triage.take)}>
                  Take ×{picked.length}
                </Button>
                <Button variant="default" disabled={triage.busy} onClick={() => act(triage.release)}>
                  Release ×{picked.length}
                </Button>
                <Button variant="default" disabled={triage.busy} onClick={() => act(triage.reopen)}>
                  Reopen ×{picked.length}
                </Button>
              </>
            )}
            <VerdictButtons count={picked.length} busy={triage.busy} begin={begin} onVerdict={onVerdict} />
          </div>
        </div>
      </div>
    </QueryContext>
  );
}

/** Sort keys come from our own columns; the address is parsed again on the way in. */
function sortOf(key: string): AlertQuery["sort"] {
  return key as AlertQuery["sort"];
}
