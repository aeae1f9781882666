"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireActor } from "../account/loaders.ts";
import * as lists from "./mutations.ts";
import { AddFetchedList, ChangeList, ListHostName, ListId, RestoreVersion } from "./schema.ts";
import type { ListOutcome } from "./types.ts";

export type SimpleOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function refused(error: z.ZodError): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: z.prettifyError(error) };
}

/** Keeps a list that is fetched from its URL, at once and again as often as asked. */
export async function addFetchedList(input: unknown): Promise<ListOutcome> {
  const actor = await requireActor("lists");
  const parsed = AddFetchedList.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const outcome = await lists.addFetchedList(actor, parsed.data, new Date());
  revalidatePath("/lists", "layout");
  return outcome;
}

/** Fetches a list again now. */
export async function refreshList(input: unknown): Promise<ListOutcome> {
  const actor = await requireActor("lists");
  const outcome = await lists.refreshList(actor, ListId.parse(input).listId, new Date());
  revalidatePath("/lists", "layout");
  return outcome;
}

/** Changes a list's name and how often it is fetched. */
export async function changeList(input: unknown): Promise<SimpleOutcome> {
  const actor = await requireActor("lists");
  const parsed = ChangeList.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  await lists.changeList(actor, parsed.data, new Date());
  revalidatePath("/lists", "layout");
  return { ok: true };
}

/** Takes a list out of use; queries that name its URL are refused until it is back. */
export async function removeList(input: unknown): Promise<SimpleOutcome> {
  const actor = await requireActor("lists");
  await lists.removeList(actor, ListId.parse(input).listId, new Date());
  revalidatePath("/lists", "layout");
  return { ok: true };
}

/** Takes the removal of a list back. */
export async function restoreListRemoval(input: unknown): Promise<SimpleOutcome> {
  const actor = await requireActor("lists");
  const isBack = await lists.restoreList(actor, ListId.parse(input).listId, new Date());
  revalidatePath("/lists", "layout");
  return isBack ? { ok: true } : { ok: false, reason: "the list is there already, or gone for good" };
}

/** Makes an earlier version of a list its newest. */
export async function restoreVersion(input: unknown): Promise<ListOutcome> {
  const actor = await requireActor("lists");
  const outcome = await lists.restoreVersion(actor, RestoreVersion.parse(input), new Date());
  revalidatePath("/lists", "layout");
  return outcome;
}

/** Lets lists be fetched from a host. */
export async function allowHost(input: unknown): Promise<SimpleOutcome> {
  const actor = await requireActor("lists");
  const parsed = ListHostName.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  await lists.allowHost(actor, parsed.data.host, new Date());
  revalidatePath("/lists", "layout");
  return { ok: true };
}

/** Lets no list be fetched from a host any more; what was fetched stays. */
export async function forgetHost(input: unknown): Promise<SimpleOutcome> {
  const actor = await requireActor("lists");
  await lists.forgetHost(actor, ListHostName.parse(input).host);
  revalidatePath("/lists", "layout");
  return { ok: true };
}
