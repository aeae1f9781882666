"use client";
import { Button, Kbd } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { AlertStatus, Verdict } from "#features/alert/schema";
import { copyText } from "../ui/copy-text.ts";
import { useShortcuts } from "../ui/shortcuts.tsx";
import { toasts } from "../ui/toasts.ts";
import classes from "./action-bar.module.css";
import { NOTE_FIELD } from "./notes.tsx";
import { type Neighbours, neighbours, readTrail } from "./queue-trail.ts";
import { useTriage } from "./use-triage.tsx";
import { VerdictButtons } from "./verdict-buttons.tsx";

interface ActionBarProps {
  readonly alertId: string;
  readonly status: AlertStatus;
  /** The queue the alert was opened from, as its search string; null when it was opened by its own address. */
  readonly from: string | null;
}

const GROUP = "This alert";

/** Everything one can do with the alert, as buttons that name their keys. */
export function ActionBar({ alertId, status, from }: ActionBarProps) {
  const router = useRouter();
  const triage = useTriage();
  const [around, setAround] = useState<Neighbours>({ previous: null, next: null });
  useEffect(() => setAround(neighbours(readTrail(), from ?? "", alertId)), [from, alertId]);

  const queue = from === null || from === "" ? "/alerts" : `/alerts?${from}`;
  const exception = `/exceptions/new?alert=${alertId}`;
  const hrefOf = useCallback(
    (id: string) => `/alerts/${id}${from === null || from === "" ? "" : `?from=${encodeURIComponent(from)}`}`,
    [from],
  );
  const begin = useCallback(() => true, []);

  const onVerdict = useCallback(
    (verdict: Verdict, reason: string) => {
      triage.judge([alertId], verdict, reason);
      // The next alert is shown while the server writes: the toast says how it went, and undo is one key.
      if (around.next !== null) router.push(hrefOf(around.next));
      else if (around.previous !== null) router.push(queue);
    },
    [triage, alertId, around, router, hrefOf, queue],
  );

  useShortcuts(
    useMemo(() => {
      const go = (href: string | null, otherwise: string) => (href === null ? toasts.show({ message: otherwise }) : router.push(href));
      const focus = (id: string) => {
        const target = document.getElementById(id);
        target?.scrollIntoView({ block: "start" });
        (target?.querySelector<HTMLElement>("[tabindex='0']") ?? target)?.focus({ preventScroll: true });
      };
      const { previous, next } = around;
      return [
        { keys: "a", does: "Take", group: GROUP, run: () => triage.take([alertId]) },
        { keys: "n", does: "Write a note (Ctrl+Enter saves)", group: GROUP, run: () => document.getElementById(NOTE_FIELD)?.focus() },
        { keys: "e", does: "Make an exception", group: GROUP, run: () => router.push(exception) },
        { keys: "z", does: "Undo the last change", group: GROUP, run: () => triage.undo() },
        { keys: "y", does: "Copy the address of this alert", group: GROUP, run: () => void copyAddress(alertId) },
        { keys: "w", does: "Why it fired", group: "On this page", run: () => focus("why") },
        { keys: "p", does: "Process chain (arrows move in it)", group: "On this page", run: () => focus("chain") },
        { keys: "c", does: "Connections", group: "On this page", run: () => focus("connections") },
        {
          keys: "]",
          does: "Next alert of the queue",
          group: "Go to",
          run: () => go(next && hrefOf(next), "This is the last alert of that page of the queue."),
        },
        {
          keys: "[",
          does: "Previous alert of the queue",
          group: "Go to",
          run: () => go(previous && hrefOf(previous), "This is the first alert of that page of the queue."),
        },
        { keys: "u", does: "Back to the queue", group: "Go to", run: () => router.push(queue) },
      ];
    }, [alertId, around, exception, hrefOf, queue, router, triage]),
  );

  return (
    <div className={classes.bar}>
      <div className={classes.row}>
        <VerdictButtons count={1} busy={triage.busy} begin={begin} onVerdict={onVerdict} />
        <div className={classes.row}>
          {status === "open" && (
            <Button variant="default" disabled={triage.busy} rightSection={<Kbd size="xs">a</Kbd>} onClick={() => triage.take([alertId])}>
              Take
            </Button>
          )}
          {status === "in_progress" && (
            <Button variant="default" disabled={triage.busy} onClick={() => triage.release([alertId])}>
              Release
            </Button>
          )}
          {(status === "closed" || status === "silenced") && (
            <Button variant="default" disabled={triage.busy} onClick={() => triage.reopen([alertId])}>
              Reopen
            </Button>
          )}
          <Button component={Link} href={exception} variant="default" rightSection={<Kbd size="xs">e</Kbd>}>
            Exception
          </Button>
          <Button variant="default" rightSection={<Kbd size="xs">n</Kbd>} onClick={() => document.getElementById(NOTE_FIELD)?.focus()}>
            Note
          </Button>
          <Button variant="subtle" disabled={triage.busy} rightSection={<Kbd size="xs">z</Kbd>} onClick={() => triage.undo()}>
            Undo
          </Button>
        </div>
      </div>
      <nav aria-label="Queue" className={classes.row}>
        <Button component={Link} href={queue} variant="subtle" rightSection={<Kbd size="xs">u</Kbd>}>
          Queue
        </Button>
        <Step href={around.previous && hrefOf(around.previous)} keys="[">
          Previous
        </Step>
        <Step href={around.next && hrefOf(around.next)} keys="]">
          Next
        </Step>
      </nav>
    </div>
  );
}

function Step({ href, keys, children }: { readonly href: string | null; readonly keys: string; readonly children: string }) {
  const key = <Kbd size="xs">{keys}</Kbd>;
  if (href === null)
    return (
      <Button variant="default" disabled rightSection={key}>
        {children}
      </Button>
    );
  return (
    <Button component={Link} href={href} variant="default" rightSection={key}>
      {children}
    </Button>
  );
}

async function copyAddress(alertId: string) {
  const copied = await copyText(new URL(`/alerts/${alertId}`, window.location.href).href);
  toasts.show({ message: copied ? "Address copied." : "The browser did not allow copying." });
}
