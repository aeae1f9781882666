import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "#lib/auth";
import { AppError } from "#lib/errors";
import { findServiceToken, hasAccounts, isSetupOpen, listServiceTokens } from "./data.ts";
import { touchServiceToken } from "./mutations.ts";
import { getPermissions } from "./role/data.ts";
import { NEEDS, type Permission } from "./role/types.ts";
import type { Actor, ActorId, ServiceTokenRow, TokenScope } from "./types.ts";

/** Who is signed in, or null. Read once a request. */
export const loadActor = cache(async (): Promise<Actor | null> => {
  const session = await auth().api.getSession({ headers: await headers() });
  if (!session) return null;
  return { type: "user", id: session.user.id as ActorId, name: session.user.name };
});

/** What whoever is signed in may beyond what everybody may. Read once a request. */
export const loadPermissions = cache(async (): Promise<readonly Permission[]> => {
  const actor = await loadActor();
  return actor ? getPermissions(actor.id) : [];
});

async function requirePermission(permission: Permission | undefined): Promise<void> {
  if (permission !== undefined && !(await loadPermissions()).includes(permission)) throw new AppError("forbidden", NEEDS[permission]);
}

/**
 * Who is signed in; sends everybody else to the sign-in page. Every loader, page and action begins with it. Throws `forbidden` when they
 * may not do what needs the permission.
 */
export async function requireActor(permission?: Permission): Promise<Actor> {
  const actor = await loadActor();
  if (!actor) redirect("/sign-in");
  await requirePermission(permission);
  return actor;
}

/** The same for route handlers: throws `unauthenticated` instead of redirecting, so that scripts see 401. */
export async function requireSession(permission?: Permission): Promise<Actor> {
  const actor = await loadActor();
  if (!actor) throw new AppError("unauthenticated", "sign in first");
  await requirePermission(permission);
  return actor;
}

/** The service token of a request's `Authorization: Bearer` header. Throws `unauthenticated` or `forbidden`. */
export async function tokenActor(request: Request, scope: TokenScope): Promise<Actor> {
  const text = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!text) throw new AppError("unauthenticated", "send a token: Authorization: Bearer <token> (Settings → Tokens makes one)");
  const now = new Date();
  const token = await findServiceToken(text, now);
  if (!token) throw new AppError("unauthenticated", "the token is unknown, expired or revoked");
  if (!token.scopes.includes(scope)) throw new AppError("forbidden", `the token "${token.name}" lacks the scope ${scope}`);
  await touchServiceToken(token.id, now);
  return { type: "token", id: `token:${token.id}` as ActorId, name: token.name };
}

/** Whether the first account is still to be made, and whether this link may make it. */
export async function loadSetup(token: string): Promise<{ readonly open: boolean; readonly hasAccounts: boolean }> {
  return { open: await isSetupOpen(token, new Date()), hasAccounts: await hasAccounts() };
}

/** Every service token ever made, newest first. */
export async function loadServiceTokens(): Promise<readonly ServiceTokenRow[]> {
  await requireActor();
  return listServiceTokens();
}
