import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { propose } from "#core/exception/propose";
import { requireActor } from "../account/loaders.ts";
import { listHistory } from "../alert/history/data.ts";
import { getExceptionDetail, listExceptions } from "./data.ts";
import { getProposalSource, listStepSources } from "./proposal/data.ts";
import type { ExceptionStatus } from "./schema.ts";
import type { ExceptionDetail, ExceptionRow, Proposal } from "./types.ts";

/** Every exception, or those of one status, with what each silences now. */
export async function loadExceptions(filter: { readonly status?: ExceptionStatus } = {}): Promise<readonly ExceptionRow[]> {
  await requireActor();
  return listExceptions(filter);
}

/** Shows the not-found page when there is no such exception. */
export const loadException = cache(async (id: string): Promise<ExceptionDetail> => {
  await requireActor();
  const row = z.uuid().safeParse(id).success ? await getExceptionDetail(id) : null;
  if (!row) notFound();
  return { ...row, history: await listHistory("exception", id) };
});

/** Of each step the narrowest few: its events have less in common with the alert's other events than with each other. */
const A_STEP = 2;

/** Conditions that would silence the alert, the least dangerous first: bound to one of its steps, then of the whole rule. */
export const loadProposals = cache(async (alertId: string): Promise<readonly Proposal[]> => {
  await requireActor();
  const source = z.uuid().safeParse(alertId).success ? await getProposalSource(alertId) : null;
  if (!source) notFound();
  const bound = (await listStepSources(alertId)).flatMap(({ step, source: own }) =>
    propose(own)
      .slice(0, A_STEP)
      .map((proposal) => ({ ...proposal, step: step.name })),
  );
  return [...bound, ...propose(source).map((proposal) => ({ ...proposal, step: null }))];
});
