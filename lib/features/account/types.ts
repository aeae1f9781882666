/** Minted only by `requireActor` (loaders.ts), `tokenActor` and `systemActor`: a string cannot forge one. */
export type ActorId = string & { readonly brand: "ActorId" };

/** Who makes a change; every write takes one first and the audit names it. */
export interface Actor {
  readonly type: "user" | "token" | "system";
  readonly id: ActorId;
  readonly name: string;
}

export const TOKEN_SCOPES = ["events:write"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export interface ServiceTokenRow {
  readonly id: string;
  readonly name: string;
  readonly start: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}
