"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { auth } from "#lib/auth";
import { requireActor } from "./loaders.ts";
import { createFirstAccount, createServiceToken, revokeServiceToken } from "./mutations.ts";
import { CreateToken, FirstAccount, RevokeToken } from "./schema.ts";

export type FormOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly fields: { readonly [field: string]: string } };
export type TokenOutcome = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Makes the first account through the set-up link and signs it in. */
export async function setUp(input: unknown): Promise<FormOutcome> {
  const parsed = FirstAccount.safeParse(input);
  if (!parsed.success) {
    const { fieldErrors } = z.flattenError(parsed.error);
    const fields = Object.fromEntries(Object.entries(fieldErrors).map(([field, messages]) => [field, messages?.[0] ?? "wrong value"]));
    return { ok: false, message: "Some fields need another look", fields };
  }
  const outcome = await createFirstAccount(parsed.data, new Date());
  if (!outcome.ok) return { ok: false, message: "This link has been used or has expired. Restart Callout to print a new one.", fields: {} };
  await auth().api.signInEmail({ body: { email: parsed.data.email, password: parsed.data.password } });
  return { ok: true };
}

/** Makes a service token; the answer holds its text, shown once. */
export async function createToken(input: unknown): Promise<TokenOutcome> {
  const actor = await requireActor("tokens");
  const parsed = CreateToken.safeParse(input);
  if (!parsed.success) return { ok: false, message: z.prettifyError(parsed.error) };
  const { text } = await createServiceToken(actor, parsed.data, new Date());
  revalidatePath("/settings/tokens");
  return { ok: true, text };
}

/** Revokes a token at once. Throws `not-found` when it is none, or was revoked already. */
export async function revokeToken(input: unknown): Promise<void> {
  const actor = await requireActor("tokens");
  await revokeServiceToken(actor, RevokeToken.parse(input).tokenId, new Date());
  revalidatePath("/settings/tokens");
}
