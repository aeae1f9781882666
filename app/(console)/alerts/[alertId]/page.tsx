import type { Metadata } from "next";
import { Suspense } from "react";
import { ActionBar } from "#components/alert/action-bar";
import { CommandLine } from "#components/alert/command-line";
import { Destinations } from "#components/alert/destinations";
import { ExceptionsTouching } from "#components/alert/exceptions-touching";
import { History } from "#components/alert/history";
import { Notes } from "#components/alert/notes";
import { Siblings } from "#components/alert/siblings";
import { VerdictStrip } from "#components/alert/verdict-strip";
import { WhyFired } from "#components/alert/why-fired";
import { loadAlert } from "#features/alert/loaders";
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

export default async function AlertPage({ params, searchParams }: AlertPageProps) {
  const [{ alertId }, { from }] = await Promise.all([params, searchParams]);
  const alert = await loadAlert(alertId);
  return (
    <>
      <VerdictStrip alert={alert} />
      <ActionBar key={alert.id} alertId={alert.id} status={alert.status} from={typeof from === "string" ? from : null} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <WhyFired alert={alert} />
          <Suspense fallback={<PanelSkeleton id="chain" title="Process chain" />}>
            <ProcessChain alertId={alert.id} processKey={alert.processKey} />
          </Suspense>
          <CommandLine commandLine={alert.commandLine} executable={alert.executable} />
          <Suspense fallback={<PanelSkeleton id="connections" title="Connections" />}>
            <Connections alertId={alert.id} />
          </Suspense>
          <Evidence alert={alert} />
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
