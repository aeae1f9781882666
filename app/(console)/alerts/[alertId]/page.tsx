import type { Metadata } from "next";
import { Suspense } from "react";
import { ActionBar } from "#components/alert/action-bar";
import { CommandLine } from "#components/alert/command-line";
import { Destinations } from "#components/alert/destinations";
import { ExceptionsTouching } from "#components/alert/exceptions-touching";
import { Findings } from "#components/alert/findings";
import { History } from "#components/alert/history";
import { Notes } from "#components/alert/notes";
import { RulePanel } from "#components/alert/rule-panel";
import { Siblings } from "#components/alert/siblings";
import { VerdictStrip } from "#components/alert/verdict-strip";
import { WhyFired } from "#components/alert/why-fired";
import { loadAlert } from "#features/alert/loaders";
import type { AlertDetail } from "#features/alert/types";
import { Connections } from "./connections.tsx";
import { Evidence } from "./evidence.tsx";
import classes from "./page.module.css";
import { PanelSkeleton } from "./panel-skeleton.tsx";
import { ProcessChain } from "./process-chain.tsx";

interface AlertPageProps {
  readonly params: Promise<{ readonly alertId: string }>;
  readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }>;
}

export async function generateMetadata({ params }: AlertPageProps): Promise<Metadata> {
  const alert = await loadAlert((await params).alertId);
  return { title: `${alert.ruleTitle} on ${alert.host}` };
}

/** One of the alert's processes where the address names it, otherwise the alert's own. */
function chosenProcess(alert: AlertDetail, asked: string | string[] | undefined) {
  const { hostId, processKey } = alert;
  const found = alert.processes.find((process) => `${process.hostId}:${process.key}` === asked);
  return found ? { hostId: found.hostId, processKey: found.key } : { hostId, processKey };
}

export default async function AlertPage({ params, searchParams }: AlertPageProps) {
  const [{ alertId }, { from: queue, process }] = await Promise.all([params, searchParams]);
  const alert = await loadAlert(alertId);
  const from = typeof queue === "string" ? queue : null;
  const chosen = chosenProcess(alert, process);
  const isOfSeveral = alert.findings.items.length > 0;
  return (
    <>
      <VerdictStrip alert={alert} />
      <ActionBar key={alert.id} alertId={alert.id} status={alert.status} from={from} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {isOfSeveral ? <Findings key={alert.id} alert={alert} /> : <WhyFired alert={alert} />}
          <Suspense fallback={<PanelSkeleton id="chain" title="Process chain" />}>
            <ProcessChain alert={alert} chosen={chosen} from={from} />
          </Suspense>
          {!isOfSeveral && <CommandLine commandLine={alert.commandLine} executable={alert.executable} />}
          <Suspense fallback={<PanelSkeleton id="connections" title="Connections" />}>
            <Connections alertId={alert.id} of={chosen} />
          </Suspense>
          <Evidence alert={alert} />
          {isOfSeveral && <RulePanel alert={alert} />}
        </div>
        <div className={classes.side}>
          <Destinations destinations={alert.destinations} />
          <Siblings siblings={alert.siblings} />
          <ExceptionsTouching alert={alert} />
          <Notes alertId={alert.id} notes={alert.notes} />
          <History history={alert.history} />
        </div>
      </div>
    </>
  );
}
