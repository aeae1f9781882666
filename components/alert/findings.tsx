"use client";
import { Button } from "@mantine/core";
import { useState, useTransition } from "react";
import type { AlertDetail, FindingItem, FindingPage } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { Panel } from "../ui/panel.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { FindingEvents } from "./finding-events.tsx";
import { extentText, FindingCells, FindingState } from "./finding-head.tsx";
import { outlineText } from "./finding-words.ts";
import classes from "./findings.module.css";

type FindingsAlert = Pick<AlertDetail, "id" | "findings" | "outline" | "group" | "stepTitles" | "totalCount" | "truncated">;

/** Why a rule over several events fired: its findings, newest first, each with its events. The newest is open. */
export function Findings({ alert }: { readonly alert: FindingsAlert }) {
  const { outline, group, totalCount, truncated } = alert;
  const [further, setFurther] = useState<readonly FindingItem[]>([]);
  const [next, setNext] = useState(alert.findings.next);
  const [failed, setFailed] = useState(false);
  const [busy, start] = useTransition();
  const known = new Set(alert.findings.items.map((item) => item.id));
  const items = [...alert.findings.items, ...further.filter((item) => !known.has(item.id))];

  const more = () =>
    start(async () => {
      const page = next === null ? null : await fetchFindings(alert.id, next);
      setFailed(page === null);
      if (page === null) return;
      setFurther((before) => [...before, ...page.items]);
      setNext(page.next);
    });

  return (
    <Panel id="why" title="Why it fired" aside={outline ? outlineText(outline) : undefined}>
      {group !== null && Object.keys(group).length > 0 && (
        <dl className={classes.group}>
          {Object.entries(group).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value === null ? "no value" : <PlainText text={String(value)} />}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {truncated !== null && (
        <p role="status" className={classes.truncated}>
          The execution that raised this stopped at its most of {truncated.most.toLocaleString("en")} alerts;{" "}
          {truncated.left.toLocaleString("en")} more {truncated.left === 1 ? "finding waits" : "findings wait"} for the next one.
        </p>
      )}
      <ol className={classes.findings} aria-label="Findings, newest first">
        {items.map((item, index) => (
          <li key={item.id}>
            <Finding alert={alert} item={item} isFirst={index === 0} isOnly={totalCount === 1} />
          </li>
        ))}
      </ol>
      {next !== null && (
        <div className={classes.foot}>
          <Button variant="default" loading={busy} onClick={more}>
            Load more findings
          </Button>
          <span role="status">
            {items.length.toLocaleString("en")} of {totalCount.toLocaleString("en")} findings shown.
            {failed && " The next ones could not be loaded; try again."}
          </span>
        </div>
      )}
    </Panel>
  );
}

interface FindingProps {
  readonly alert: FindingsAlert;
  readonly item: FindingItem;
  readonly isFirst: boolean;
  readonly isOnly: boolean;
}

function Finding({ alert, item, isFirst, isOnly }: FindingProps) {
  const [open, setOpen] = useState(isFirst);
  const body = (
    <>
      <FindingCells finding={item} outline={alert.outline} group={alert.group} />
      <FindingEvents alertId={alert.id} finding={item} outline={alert.outline} titles={alert.stepTitles} />
    </>
  );
  if (isOnly)
    return (
      <>
        {(!item.counts || item.withdrawn !== null) && (
          <p className={classes.line}>
            <FindingState finding={item} />
          </p>
        )}
        {body}
      </>
    );
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.head}>
        <Instant at={item.at} show="full" /> UTC <span className={classes.dim}>{extentText(item)}</span> <FindingState finding={item} />
      </summary>
      {open && body}
    </details>
  );
}

async function fetchFindings(alertId: string, cursor: string): Promise<FindingPage | null> {
  try {
    const response = await fetch(`/alerts/${alertId}/findings?${new URLSearchParams({ cursor })}`, {
      headers: { accept: "application/json" },
    });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}
